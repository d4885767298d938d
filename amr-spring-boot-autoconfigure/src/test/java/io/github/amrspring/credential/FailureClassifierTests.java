package io.github.amrspring.credential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.azure.core.util.Context;
import com.azure.identity.CredentialUnavailableException;
import com.microsoft.aad.msal4j.MsalServiceException;
import io.github.amrspring.credential.Identity.ClientSecret;
import io.github.amrspring.token.TokenAcquisitionException;
import io.github.amrspring.token.TokenAcquisitionException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FailureClassifier}.
 */
class FailureClassifierTests {

	private static final String SECRET = "s3cr3t~Value+with/Signs";

	private static final int LONGEST_QUOTE = 300 + " (truncated)...".length();

	private final ClientSecret identity = new ClientSecret("tenant", "client", SECRET);

	private final FailureClassifier classifier = new FailureClassifier(this.identity);

	@Test
	void whenNetworkFailsThenIsTransientWithItsCause() {
		ConnectException network = new ConnectException("Connection refused");
		TokenAcquisitionException failure = classify(new IllegalStateException(new UncheckedIOException(network)), 0);
		assertThat(failure.reason()).isEqualTo(Reason.TRANSIENT);
		assertThat(failure).hasCause(network)
			.hasMessage("No token for client 'client' of tenant 'tenant' with a secret: "
					+ "ConnectException: Connection refused");
	}

	@Test
	void whenNetworkTimesOutThenIsTransient() {
		assertThat(classify(new HttpTimeoutException("request timed out"), 0).reason()).isEqualTo(Reason.TRANSIENT);
	}

	@Test
	void whenNetworkFailureHasNoMessageThenItsTypeIsNamed() {
		assertThat(classify(new ConnectException(), 0)).hasMessageEndingWith(": ConnectException");
	}

	@Test
	void whenNothingWasSentThenItIsConfiguration() {
		TokenAcquisitionException failure = classify(new CredentialUnavailableException("no identity here"), 0);
		assertThat(failure.reason()).isEqualTo(Reason.CONFIGURATION);
		assertThat(failure).hasNoCause().hasMessageEndingWith("CredentialUnavailableException: no identity here");
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 403 })
	void whenProviderRefusesThenItIsConfiguration(int status) {
		TokenAcquisitionException failure = classify(refusal("AADSTS7000215: Invalid client secret"), status);
		assertThat(failure.reason()).isEqualTo(Reason.CONFIGURATION);
		assertThat(failure).hasMessageEndingWith(": HTTP " + status + ", AADSTS7000215: Invalid client secret");
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 403 })
	void whenRefusalIsWrappedThenItIsFound(int status) {
		assertThat(classify(new ClientAuthenticationException("wrapped", null, refusal("text")), status).reason())
			.isEqualTo(Reason.CONFIGURATION);
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 403 })
	void whenSomethingElseRefusesThenIsTransient(int status) {
		TokenAcquisitionException failure = classify(new IllegalStateException("<html>proxy</html>"), status);
		assertThat(failure.reason()).isEqualTo(Reason.TRANSIENT);
		assertThat(failure)
			.hasMessageEndingWith(": HTTP " + status + ", and the answer is not the JSON that a token endpoint sends");
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 403 })
	void whenProviderIsTemporarilyUnavailableThenIsTransient(int status) {
		assertThat(classify(new MsalServiceException("busy", "temporarily_unavailable"), status).reason())
			.isEqualTo(Reason.TRANSIENT);
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 204, 302, 404, 405, 408, 410, 418, 500, 502, 503, 504, 599 })
	void whenStatusIsNoRefusalThenIsTransient(int status) {
		assertThat(classify(refusal("text"), status).reason()).isEqualTo(Reason.TRANSIENT);
		assertThat(classify(new IllegalStateException("text"), status).reason()).isEqualTo(Reason.TRANSIENT);
		assertThat(classify(new IOException("text"), status).reason()).isEqualTo(Reason.TRANSIENT);
	}

	@Test
	void whenTooManyRequestsThenIsThrottledWhateverWasThrown() {
		assertThat(classify(refusal("text"), 429).reason()).isEqualTo(Reason.THROTTLED);
		assertThat(classify(new IllegalStateException("text"), 429).reason()).isEqualTo(Reason.THROTTLED);
		assertThat(classify(new IOException("text"), 429).reason()).isEqualTo(Reason.THROTTLED);
	}

	@Test
	void whenAnswerAsksToWaitThenFailureSaysSo() {
		TokenAcquisitionException failure = this.classifier.classify(refusal("text"),
				answer(LoopbackAnswer.of(429, "17")));
		assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(17));
	}

	@Test
	void whenAnswerDoesNotAskToWaitThenFailureDoesNotEither() {
		assertThat(classify(refusal("text"), 429).retryAfter()).isNull();
	}

	@Test
	void whenThereWasAnAnswerThenNoCauseIsKept() {
		assertThat(classify(refusal("text"), 400)).hasNoCause();
		assertThat(classify(new IOException("text"), 500)).hasNoCause();
	}

	@Test
	void whenTextHasSecretThenItIsHidden() {
		for (TokenAcquisitionException failure : failures("before " + SECRET + " after")) {
			assertThat(failure.getMessage()).doesNotContain(SECRET, "s3cr3t").contains("before ****** after");
		}
	}

	@Test
	void whenTextHasTokenThenItIsHidden() {
		String token = Jwts.withObjectId("2c8a3a4c-0b5e-4c0f-8f1e-6f4b1d5f9a10");
		for (TokenAcquisitionException failure : failures("{\"access_token\":\"" + token + "\"}")) {
			for (String part : token.split("\\.", -1)) {
				assertThat(failure.getMessage()).doesNotContain(part);
			}
		}
	}

	@Test
	void whenTextHasLineBreaksThenMessageIsOneLine() {
		for (TokenAcquisitionException failure : failures("a\r\nb\nc\td\u0000e\u001b[31m f\u007f  g")) {
			assertThat(failure.getMessage()).doesNotContainPattern("\\p{Cntrl}").contains("a b c d e [31m f g");
		}
	}

	@Test
	void whenTextIsHugeThenMessageIsBounded() {
		int bound = "No token for ".length() + this.identity.toString().length() + 2
				+ "IllegalStateException: ".length() + LONGEST_QUOTE;
		for (TokenAcquisitionException failure : failures("x".repeat(1_000_000))) {
			assertThat(failure.getMessage()).hasSizeLessThanOrEqualTo(bound);
		}
	}

	@Test
	void whenTextIsHugeAndFullOfSecretsThenNoPartOfOneIsLeft() {
		for (TokenAcquisitionException failure : failures(SECRET.repeat(10_000))) {
			assertThat(failure.getMessage()).doesNotContain("s3cr");
		}
	}

	@Test
	void whenTextHasTraceThenItIsCutOff() {
		TokenAcquisitionException failure = classify(
				refusal("AADSTS90002: Tenant not found. Trace ID: 1234 Correlation ID: 5678"), 400);
		assertThat(failure).hasMessageEndingWith("HTTP 400, AADSTS90002: Tenant not found.");
	}

	@Test
	void whenTextIsMissingThenMessageIsNot() {
		assertThat(classify(new IllegalStateException(), 0)).hasMessageEndingWith(": IllegalStateException");
		assertThat(classify(new MsalServiceException(null, "code"), 400).getMessage()).contains("HTTP 400");
	}

	/**
	 * The same text on every way into a message.
	 */
	private List<TokenAcquisitionException> failures(String text) {
		return List.of(classify(refusal(text), 400), classify(new IllegalStateException(text), 0),
				classify(new ConnectException(text), 0));
	}

	private static MsalServiceException refusal(String text) {
		return new MsalServiceException(text, "invalid_client");
	}

	private TokenAcquisitionException classify(Throwable failure, int status) {
		return this.classifier.classify(failure,
				(status != 0) ? answer(LoopbackAnswer.of(status)) : new LastAnswer(Clock.systemUTC()));
	}

	private static LastAnswer answer(LoopbackAnswer client) {
		LastAnswer answer = new LastAnswer(Clock.systemUTC());
		new HttpPipelineBuilder().httpClient(client)
			.policies(answer)
			.build()
			.sendSync(new HttpRequest(HttpMethod.POST, "https://login.example/token"), Context.NONE)
			.close();
		return answer;
	}

}
