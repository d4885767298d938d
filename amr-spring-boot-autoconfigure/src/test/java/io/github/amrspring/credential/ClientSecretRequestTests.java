package io.github.amrspring.credential;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import io.github.amrspring.credential.Identity.ClientSecret;
import io.github.amrspring.emulator.AmrEmulator;
import io.github.amrspring.emulator.Fault;
import io.github.amrspring.emulator.Principal;
import io.github.amrspring.token.EntraToken;
import io.github.amrspring.token.TokenAcquisitionException;
import io.github.amrspring.token.TokenAcquisitionException.Reason;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for what becomes of an answer on its way through azure-identity and MSAL.
 */
class ClientSecretRequestTests {

	private static final String SECRET = "s3cr3t-of-the-client";

	private static final AmrEmulator emulator = AmrEmulator.start();

	private static final Principal principal = emulator.directory()
		.addServicePrincipal("11111111-1111-1111-1111-111111111111", "client")
		.withSecret(SECRET);

	private static final HttpClient client = new JdkHttpClientBuilder(
			java.net.http.HttpClient.newBuilder().sslContext(emulator.sslContext()))
		.build();

	private static final String TOKEN = Jwts.withObjectId("2c8a3a4c-0b5e-4c0f-8f1e-6f4b1d5f9a10");

	@AfterAll
	static void stop() {
		emulator.close();
	}

	@AfterEach
	void heal() {
		emulator.heal();
	}

	@Test
	void whenAnsweredWithTokenThenReturnsIt() {
		EntraToken token = fetch();
		assertThat(emulator.issuedTokens()).contains(token.secret());
		assertThat(token.username()).isEqualTo(principal.objectId());
		assertThat(token.expiresAt()).isAfter(token.obtainedAt());
	}

	@Test
	void whenSecretIsWrongThenIsConfigurationWithProvidersText() {
		TokenAcquisitionException failure = failure(401,
				"{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client secret provided "
						+ SECRET + ".\\r\\nTrace ID: 1 Correlation ID: 2\",\"error_codes\":[7000215]}");
		assertThat(failure.reason()).isEqualTo(Reason.CONFIGURATION);
		assertThat(failure.getMessage()).contains("HTTP 401", "AADSTS7000215").doesNotContain(SECRET, "Trace", "\n");
		assertThat(failure).hasNoCause();
	}

	@Test
	void whenThrottledThenWaitIsKnown() {
		emulator.inject(Fault.status(429, Duration.ofSeconds(33)));
		TokenAcquisitionException failure = failure();
		assertThat(failure.reason()).isEqualTo(Reason.THROTTLED);
		assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(33));
	}

	@Test
	void whenRefusalHasNoBodyThenIsTransient() {
		assertThat(failure(403, "").reason()).isEqualTo(Reason.TRANSIENT);
	}

	@ParameterizedTest
	@ValueSource(ints = { 500, 502, 503, 504 })
	void whenServerFailsThenIsTransient(int status) {
		assertThat(failure(status, "{\"error\":\"server_error\",\"error_description\":\"later\"}").reason())
			.isEqualTo(Reason.TRANSIENT);
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 400, 401, 403, 500, 502 })
	void whenAnswerIsGarbledThenIsTransientAndNotQuoted(int status) {
		TokenAcquisitionException failure = failure(status,
				"{\"access_token\":\"" + TOKEN + "\", <html>body-" + SECRET);
		assertThat(failure.reason()).isEqualTo(Reason.TRANSIENT);
		assertThat(failure.getMessage()).contains("HTTP " + status).doesNotContain(SECRET, TOKEN, "html", "body");
		assertThat(failure).hasNoCause();
	}

	@ParameterizedTest
	@ValueSource(strings = { "<html>proxy</html>", "[]", "null", "\"text\"", "{\"access_token\":" })
	void whenRefusalIsNoJsonObjectThenIsTransient(String body) {
		assertThat(failure(403, body).reason()).isEqualTo(Reason.TRANSIENT);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "<html>proxy</html>", "[]", "null", "{}", "{\"access_token\":\"\"}",
			"{\"token_type\":\"Bearer\",\"expires_in\":3599}" })
	void whenSuccessHasNoTokenThenIsTransient(String body) {
		assertThat(failure(200, body).reason()).isEqualTo(Reason.TRANSIENT);
	}

	private static TokenAcquisitionException failure(int status, String body) {
		emulator.inject(Fault.body(status, "application/json", body));
		return failure();
	}

	private static TokenAcquisitionException failure() {
		TokenAcquisitionException failure = catchThrowableOfType(TokenAcquisitionException.class,
				ClientSecretRequestTests::fetch);
		assertThat(failure).isNotNull();
		return failure;
	}

	private static EntraToken fetch() {
		EntraEnvironment environment = new EntraEnvironment(emulator.authority().toString(), false, () -> client);
		CredentialFactory credentials = new CredentialFactory(
				new ClientSecret(principal.tenantId(), principal.clientId(), SECRET), environment);
		try (AzureIdentityTokenSource source = new AzureIdentityTokenSource(credentials,
				List.of("https://redis.azure.com/.default"), null, Duration.ofSeconds(30), Clock.systemUTC())) {
			return source.fetch();
		}
	}

}
