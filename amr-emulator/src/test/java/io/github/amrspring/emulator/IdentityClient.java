package io.github.amrspring.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/**
 * An HTTP client of the identity side.
 */
final class IdentityClient {

	static final String SCOPE = "openid profile offline_access https://redis.azure.com/.default";

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final AmrEmulator emulator;

	private final HttpClient client;

	IdentityClient(AmrEmulator emulator) {
		this.emulator = emulator;
		this.client = HttpClient.newBuilder().sslContext(emulator.sslContext()).build();
	}

	HttpResponse<String> imds(String query) {
		return send(imdsRequest(query));
	}

	HttpRequest imdsRequest(String query) {
		return HttpRequest.newBuilder(this.emulator.imds().resolve("/metadata/identity/oauth2/token" + query))
			.header("Metadata", "true")
			.build();
	}

	HttpResponse<String> get(String path) {
		return send(HttpRequest.newBuilder(this.emulator.authority().resolve(path)).build());
	}

	HttpResponse<String> token(String tenant, Map<String, String> form) {
		return send(tokenRequest(tenant, form));
	}

	HttpRequest tokenRequest(String tenant, Map<String, String> form) {
		String body = form.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
		URI uri = this.emulator.authority().resolve("/" + tenant + "/oauth2/v2.0/token");
		return HttpRequest.newBuilder(uri)
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
	}

	HttpResponse<String> send(HttpRequest request) {
		try {
			return this.client.send(limited(request), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest request) {
		return this.client.sendAsync(limited(request), HttpResponse.BodyHandlers.ofString());
	}

	private static HttpRequest limited(HttpRequest request) {
		return HttpRequest.newBuilder(request, (name, value) -> true).timeout(TIMEOUT).build();
	}

	/**
	 * A token of the system-assigned identity.
	 */
	String token() {
		return accessToken(imds("?api-version=2018-02-01&resource=https://redis.azure.com"));
	}

	static String accessToken(HttpResponse<String> response) {
		return field(response, "access_token");
	}

	static String field(HttpResponse<String> response, String name) {
		return Objects.requireNonNull(json(response).get(name), name).toString();
	}

	static Map<String, Object> json(HttpResponse<String> response) {
		try {
			return JSONObjectUtils.parse(response.body());
		}
		catch (ParseException ex) {
			throw new IllegalStateException("Not JSON: " + response.body(), ex);
		}
	}

	static JWTClaimsSet claims(String token) {
		try {
			return SignedJWT.parse(token).getJWTClaimsSet();
		}
		catch (ParseException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
