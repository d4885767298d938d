package io.github.amrspring.credential;

import java.util.function.Supplier;

import com.azure.core.http.HttpClient;

/**
 * How identity requests reach Microsoft Entra ID.
 *
 * @param authorityHost https address of the authority, such as
 * {@code https://login.microsoftonline.com}
 * @param instanceDiscovery whether the authority is verified with Entra's instance
 * discovery, to be switched off for private clouds
 * @param httpClient gives what sends the requests; asked for on the thread of a request,
 * because building a client takes time that the startup need not wait for
 * @since 0.1.0
 */
public record EntraEnvironment(String authorityHost, boolean instanceDiscovery, Supplier<HttpClient> httpClient) {

}
