package io.github.amrspring.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.github.amrspring.token.EntraToken;
import io.github.amrspring.token.TokenAcquisitionException;
import io.github.amrspring.token.TokenAcquisitionException.Reason;
import io.github.amrspring.token.TokenRefresher;
import io.github.amrspring.token.TokenSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests of a start that gets no token, with and without {@code amr.refresh.fail-fast}.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailFastTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			CONFIGURATION | Correct the 'amr.identity.*' properties
			THROTTLED     | Start fewer instances at a time
			TRANSIENT     | Check that this host reaches the identity endpoint
			TIMEOUT       | raise 'amr.refresh.startup-timeout'
			""")
	void whenFailFastThenAnalysisFollowsTheReason(Reason reason, String action, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(failing(reason), "amr.refresh.fail-fast=true"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("No token for somebody: told so")
			.contains("'amr.refresh.fail-fast' is set")
			.contains(action);
	}

	@Test
	void whenFailFastAndNoAnswerThenAnalysisNamesTheTimeout(CapturedOutput output) {
		try (Hanging source = new Hanging()) {
			assertThatException()
				.isThrownBy(() -> start(source, "amr.refresh.fail-fast=true", "amr.refresh.startup-timeout=10ms"));
		}
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("within the startup timeout of PT0.01S")
			.contains("amr.refresh.startup-timeout");
	}

	@Test
	void whenFailFastAndSourceFailsUnexpectedlyThenThereIsAnAnalysis(CapturedOutput output) {
		TokenSource source = () -> {
			throw new IllegalStateException("s3cr3t");
		};
		assertThatException().isThrownBy(() -> start(source, "amr.refresh.fail-fast=true"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("java.lang.IllegalStateException")
			.doesNotContain("s3cr3t");
	}

	@Test
	void whenFailFastAndTokenThenStarts() {
		try (ConfigurableApplicationContext application = start(FailFastTests::token, "amr.refresh.fail-fast=true")) {
			assertThat(application.isRunning()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource(Reason.class)
	void whenNotFailFastThenStartsWithOneWarning(Reason reason, CapturedOutput output) {
		try (ConfigurableApplicationContext application = start(failing(reason))) {
			assertThat(application.getBean(TokenRefresher.class).usableToken()).isNull();
			assertThat(warnings(output)).singleElement().asString().contains("No token for somebody: told so");
		}
	}

	@Test
	void whenNotFailFastAndNoAnswerThenStartsWithOneWarning(CapturedOutput output) {
		try (Hanging source = new Hanging();
				ConfigurableApplicationContext application = start(source, "amr.refresh.startup-timeout=10ms")) {
			assertThat(application.isRunning()).isTrue();
			assertThat(warnings(output)).singleElement().asString().contains("within the startup timeout of PT0.01S");
		}
	}

	@Test
	void whenNotFailFastThenPrintsNoStackTrace(CapturedOutput output) {
		try (ConfigurableApplicationContext application = start(failing(Reason.TRANSIENT))) {
			assertThat(application.isRunning()).isTrue();
			assertThat(output).doesNotContain("\tat ");
		}
	}

	private static ConfigurableApplicationContext start(TokenSource source, String... settings) {
		return StartedApplication.with((context) -> context.registerBean("source", TokenSource.class, () -> source),
				settings);
	}

	private static TokenSource failing(Reason reason) {
		return () -> {
			throw new TokenAcquisitionException(reason, "No token for somebody: told so", null, null);
		};
	}

	private static Stream<String> warnings(CapturedOutput output) {
		return Arrays.stream(output.getAll().split("\n", -1)).filter((line) -> line.matches(".*\\b(WARN|ERROR)\\b.*"));
	}

	private static EntraToken token() {
		Instant now = Instant.now();
		return new EntraToken("oid", "token", now, now.plus(Duration.ofHours(1)));
	}

	/**
	 * Does not answer until it is closed.
	 */
	private static final class Hanging implements TokenSource, AutoCloseable {

		private final CountDownLatch closed = new CountDownLatch(1);

		@Override
		public EntraToken fetch() {
			try {
				this.closed.await();
				return token();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new CancellationException();
			}
		}

		@Override
		public void close() {
			this.closed.countDown();
		}

	}

}
