package io.github.amrspring.credential;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.amrspring.credential.Identity.ClientSecret;
import io.github.amrspring.token.EntraToken;
import io.github.amrspring.token.TokenAcquisitionException;
import io.github.amrspring.token.TokenAcquisitionException.Reason;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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

	private static final String TOKEN = Jwts.withObjectId("2c8a3a4c-0b5e-4c0f-8f1e-6f4b1d5f9a10");

	@Test
	void whenAnsweredWithTokenThenReturnsIt() {
		EntraToken token = fetch(200,
				"{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"" + TOKEN + "\"}");
		assertThat(token.secret()).isEqualTo(TOKEN);
		assertThat(token.username()).isEqualTo("2c8a3a4c-0b5e-4c0f-8f1e-6f4b1d5f9a10");
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
		TokenAcquisitionException failure = failure(429, "{\"error\":\"throttled\"}", "33");
		assertThat(failure.reason()).isEqualTo(Reason.THROTTLED);
		assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(33));
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

	private static TokenAcquisitionException failure(int status, String body, String... retryAfter) {
		ThrowingCallable request = () -> fetch(status, body, retryAfter);
		TokenAcquisitionException failure = catchThrowableOfType(TokenAcquisitionException.class, request);
		assertThat(failure).isNotNull();
		return failure;
	}

	private static EntraToken fetch(int status, String body, String... retryAfter) {
		Map<String, String> headers = (retryAfter.length > 0) ? Map.of("Retry-After", retryAfter[0]) : Map.of();
		EntraEnvironment environment = new EntraEnvironment("https://login.example", false,
				() -> new FakeHttpClient(status, headers, body));
		CredentialFactory credentials = new CredentialFactory(
				new ClientSecret("11111111-1111-1111-1111-111111111111", "client", SECRET), environment);
		try (AzureIdentityTokenSource source = new AzureIdentityTokenSource(credentials,
				List.of("https://redis.azure.com/.default"), null, Duration.ofSeconds(30), Clock.systemUTC())) {
			return source.fetch();
		}
	}

}
