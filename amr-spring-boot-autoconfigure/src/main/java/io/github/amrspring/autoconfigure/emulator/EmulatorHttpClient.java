package io.github.amrspring.autoconfigure.emulator;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.Context;
import io.github.amrspring.emulator.AmrEmulator;
import reactor.core.publisher.Mono;

/**
 * Sends to the emulator what is meant for Azure: plain HTTP to the emulated instance
 * metadata service, all else to the emulated authority.
 */
final class EmulatorHttpClient implements HttpClient {

	private final AmrEmulator emulator;

	private final HttpClient client;

	EmulatorHttpClient(AmrEmulator emulator) {
		this.emulator = emulator;
		this.client = new JdkHttpClientBuilder(java.net.http.HttpClient.newBuilder().sslContext(emulator.sslContext()))
			.build();
	}

	@Override
	public Mono<HttpResponse> send(HttpRequest request) {
		return this.client.send(redirect(request));
	}

	@Override
	public HttpResponse sendSync(HttpRequest request, Context context) {
		return this.client.sendSync(redirect(request), context);
	}

	private HttpRequest redirect(HttpRequest request) {
		URL url = request.getUrl();
		URI target = "http".equals(url.getProtocol()) ? this.emulator.imds() : this.emulator.authority();
		try {
			return request.copy().setUrl(target.resolve(url.getFile()).toURL());
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException("The emulator's address must be a URL: " + target, ex);
		}
	}

}
