package io.github.amrspring.credential;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpRequest;
import com.azure.core.util.Context;
import com.azure.core.util.SharedExecutorService;
import com.microsoft.aad.msal4j.HttpResponse;
import com.microsoft.aad.msal4j.IAuthenticationResult;
import com.microsoft.aad.msal4j.IHttpResponse;
import com.microsoft.aad.msal4j.ManagedIdentityApplication;
import com.microsoft.aad.msal4j.ManagedIdentityId;
import com.microsoft.aad.msal4j.ManagedIdentityParameters;
import reactor.core.publisher.Mono;

import org.springframework.util.Assert;

/**
 * Asks for a token of a managed identity at each call.
 * <p>
 * Azure-identity's own {@code ManagedIdentityCredential} answers from a cache that MSAL
 * keeps for the whole JVM, until half of a token's life or five minutes before its end,
 * and cannot be told otherwise. This one uses the same MSAL application with
 * {@code forceRefresh}, so that a renewal asks the identity endpoint when it is due. The
 * endpoint may still hand out the token that it has.
 */
final class ManagedIdentityTokenCredential implements TokenCredential {

	private static final String SCOPE_SUFFIX = "/.default";

	private final ManagedIdentityApplication application;

	ManagedIdentityTokenCredential(ManagedIdentityId identity, HttpPipeline pipeline) {
		this.application = ManagedIdentityApplication.builder(identity)
			.disableInternalRetries()
			.httpClient((request) -> send(pipeline, request))
			.executorService(SharedExecutorService.getInstance())
			.build();
	}

	private static IHttpResponse send(HttpPipeline pipeline, com.microsoft.aad.msal4j.HttpRequest request) {
		HttpRequest toSend = new HttpRequest(HttpMethod.valueOf(request.httpMethod().name()), request.url());
		if (request.headers() != null) {
			toSend.setHeaders(new HttpHeaders(request.headers()));
		}
		if (request.body() != null) {
			toSend.setBody(request.body());
		}
		try (com.azure.core.http.HttpResponse answer = pipeline.sendSync(toSend, Context.NONE)) {
			HttpResponse response = new HttpResponse().statusCode(answer.getStatusCode())
				.body(answer.getBodyAsBinaryData().toString());
			answer.getHeaders()
				.forEach((header) -> response.addHeaders(Map.of(header.getName(), header.getValuesList())));
			return response;
		}
	}

	@Override
	public Mono<AccessToken> getToken(TokenRequestContext request) {
		return Mono.fromFuture(() -> {
			try {
				return this.application.acquireTokenForManagedIdentity(
						ManagedIdentityParameters.builder(resource(request.getScopes())).forceRefresh(true).build());
			}
			catch (Exception ex) {
				throw new IllegalStateException("MSAL did not take the request", ex);
			}
		}).map(ManagedIdentityTokenCredential::convert);
	}

	private static String resource(List<String> scopes) {
		Assert.isTrue(scopes.size() == 1, "A managed identity can be asked for one scope only");
		String scope = scopes.get(0);
		return scope.endsWith(SCOPE_SUFFIX) ? scope.substring(0, scope.length() - SCOPE_SUFFIX.length()) : scope;
	}

	private static AccessToken convert(IAuthenticationResult result) {
		return new AccessToken(result.accessToken(),
				OffsetDateTime.ofInstant(result.expiresOnDate().toInstant(), ZoneOffset.UTC));
	}

}
