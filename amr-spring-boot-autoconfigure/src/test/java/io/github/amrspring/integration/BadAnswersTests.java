package io.github.amrspring.integration;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

import io.github.amrspring.emulator.AmrEmulator;
import io.github.amrspring.emulator.Fault;
import io.github.amrspring.token.EntraToken;
import io.github.amrspring.token.TokenAcquisitionException.Reason;
import io.github.amrspring.token.TokenRefreshScheduler;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Answers that are no token: each is a classified failure, one WARN a round, and the next
 * attempt follows at a bounded pace until a good answer comes.
 */
@ExtendWith(OutputCaptureExtension.class)
class BadAnswersTests {

	static Stream<Arguments> badAnswers() {
		return Stream.of(arguments(Fault.withoutObjectId(), Reason.CONFIGURATION, "amr.identity.username"),
				arguments(Fault.expiredToken(), Reason.TRANSIENT, "expired at"),
				arguments(Fault.body(200, "text/html", "<html>Sign in</html>"), Reason.TRANSIENT, "not the JSON"),
				arguments(Fault.body(200, "application/json", ""), Reason.TRANSIENT, "HTTP 200"),
				arguments(Fault.status(500), Reason.TRANSIENT, "HTTP 500"),
				arguments(Fault.status(429, Duration.ofSeconds(1)), Reason.THROTTLED, "HTTP 429"));
	}

	@ParameterizedTest
	@MethodSource("badAnswers")
	void whenAnswerIsBadThenSaysSoOnceARoundAndRecovers(Fault fault, Reason reason, String text,
			CapturedOutput output) {
		try (Application application = Application.start("amr.retry.max-delay=2s")) {
			AmrEmulator emulator = application.emulator();
			EntraToken token = application.tokens().usableToken();
			assertThat(token).isNotNull();
			long before = emulator.statistics().tokenRequests();
			emulator.inject(fault);
			application.bean(TokenRefreshScheduler.class).refreshBy(Instant.now());
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> application.tokens().state().failedRounds() >= 2);
			var state = application.tokens().state();
			assertThat(state.lastFailure()).isNotNull();
			assertThat(state.lastFailure().reason()).isEqualTo(reason);
			assertThat(state.lastFailure()).hasMessageContaining(text);
			assertThat(emulator.statistics().tokenRequests() - before).isLessThanOrEqualTo(4 * 3);
			assertThat(application.tokens().usableToken()).isEqualTo(token);
			emulator.heal();
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> application.tokens().state().lastFailure() == null);
			application.redis().opsForValue().set("foo", "bar");
			assertThat(application.redis().opsForValue().get("foo")).isEqualTo("bar");
			assertThat(StringUtils.countOccurrencesOf(output.getAll(), "could not be renewed")).isBetween(2, 4);
			assertThat(output).doesNotContain("\tat ").contains("renewed after");
		}
	}

}
