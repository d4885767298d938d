package io.github.amrspring.token;

import java.time.Duration;

import io.github.amrspring.token.TokenAcquisitionException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RetryPolicy}.
 */
class RetryPolicyTests {

	private static final double ALMOST_ONE = Math.nextDown(1.0);

	private final TokenAcquisitionException failure = ScriptedTokenSource.failure(Reason.TRANSIENT);

	private final RetryPolicy policy = new RetryPolicy(3, Duration.ofMillis(100), Duration.ofSeconds(30), 2.0);

	@ParameterizedTest
	@EnumSource(value = Reason.class, mode = EnumSource.Mode.EXCLUDE, names = "CONFIGURATION")
	void whenFailureMayPassThenRoundHasItsRetries(Reason reason) {
		TokenAcquisitionException failure = ScriptedTokenSource.failure(reason);
		assertThat(this.policy.permitsRetry(0, failure)).isTrue();
		assertThat(this.policy.permitsRetry(2, failure)).isTrue();
		assertThat(this.policy.permitsRetry(3, failure)).isFalse();
	}

	@Test
	void whenConfigurationIsWrongThenRoundHasNoRetry() {
		assertThat(this.policy.permitsRetry(0, ScriptedTokenSource.failure(Reason.CONFIGURATION))).isFalse();
	}

	@Test
	void whenNoRetriesAreConfiguredThenRoundHasNone() {
		RetryPolicy policy = new RetryPolicy(0, Duration.ofMillis(100), Duration.ofSeconds(30), 2.0);
		assertThat(policy.permitsRetry(0, this.failure)).isFalse();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			# retries, shortest, longest
			0,   100,   199
			1,   200,   399
			2,   400,   799
			3,   800,   1599
			7,   12800, 25599
			8,   25600, 30000
			9,   30000, 30000
			60,  30000, 30000
			5000, 30000, 30000
			""")
	void whenRetriedThenBacksOffExponentiallyUpToCap(int retries, long shortest, long longest) {
		assertThat(this.policy.beforeRetry(retries, this.failure, 0)).isEqualTo(Duration.ofMillis(shortest));
		assertThat(this.policy.beforeRetry(retries, this.failure, 0.9999999)).isEqualTo(Duration.ofMillis(longest));
	}

	@Test
	void whenExponentBaseIsOneThenBackoffStaysTheSame() {
		RetryPolicy policy = new RetryPolicy(3, Duration.ofMillis(100), Duration.ofSeconds(30), 1.0);
		assertThat(policy.beforeRetry(50, this.failure, 0)).isEqualTo(Duration.ofMillis(100));
	}

	@Test
	void whenExponentBaseIsHugeThenCapHolds() {
		RetryPolicy policy = new RetryPolicy(3, Duration.ofMillis(100), Duration.ofSeconds(30), Float.MAX_VALUE);
		assertThat(policy.beforeRetry(1000, this.failure, ALMOST_ONE)).isEqualTo(Duration.ofSeconds(30));
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			# asked for,       before a retry, before the next round
			PT-1H,             PT0.1S,    PT27S
			PT0S,              PT0.1S,    PT27S
			PT0.05S,           PT0.1S,    PT27S
			PT10S,             PT10S,     PT27S
			PT27S,             PT27S,     PT27S
			PT31S,             PT31S,     PT31S
			PT5M,              PT5M,      PT5M
			PT5M1S,            PT5M,      PT5M
			PT1000000H,        PT5M,      PT5M
			PT596523H14M7S,    PT5M,      PT5M
			""")
	void whenProviderAsksToWaitThenWaitsThatLongUpToCap(Duration asked, Duration retry, Duration round) {
		TokenAcquisitionException failure = ScriptedTokenSource.failure(Reason.THROTTLED, asked);
		assertThat(this.policy.beforeRetry(0, failure, 0)).isEqualTo(retry);
		assertThat(this.policy.beforeNextRound(failure, 0)).isEqualTo(round);
	}

	@Test
	void whenRoundIsOverThenWaitIsBetweenSevenAndNineTenthsOfLongestDelay() {
		assertThat(this.policy.beforeNextRound(this.failure, 0)).isEqualTo(Duration.ofSeconds(27));
		for (double random = 0; random < 1; random += 0.001) {
			assertThat(this.policy.beforeNextRound(this.failure, random)).isBetween(Duration.ofSeconds(21),
					Duration.ofSeconds(27));
		}
		assertThat(this.policy.beforeNextRound(this.failure, ALMOST_ONE)).isEqualTo(Duration.ofSeconds(21));
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 10, 100, 1000, 1100 })
	void whenLongestDelayIsShortThenWaitBetweenRoundsIsAtLeastOneSecond(long maxDelay) {
		RetryPolicy policy = new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(maxDelay), 2.0);
		assertThat(policy.beforeNextRound(this.failure, 0)).isEqualTo(Duration.ofSeconds(1));
		assertThat(policy.beforeNextRound(this.failure, ALMOST_ONE)).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void whenNumberOfRetriesIsNegativeThenIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RetryPolicy(-1, Duration.ofMillis(100), Duration.ofSeconds(30), 2.0))
			.withMessage("'numberOfRetries' must not be negative");
	}

	@Test
	void whenMinDelayIsBelowMillisecondThenIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RetryPolicy(3, Duration.ofNanos(999_999), Duration.ofSeconds(30), 2.0))
			.withMessage("'minDelay' must be at least a millisecond");
	}

	@Test
	void whenMaxDelayIsBelowMinDelayThenIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RetryPolicy(3, Duration.ofMillis(100), Duration.ofMillis(99), 2.0))
			.withMessage("'maxDelay' must not be below 'minDelay'");
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, 0.99, -2, Double.NaN, Double.POSITIVE_INFINITY })
	void whenExponentBaseIsOutOfRangeThenIsRefused(double exponentBase) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RetryPolicy(3, Duration.ofMillis(100), Duration.ofSeconds(30), exponentBase))
			.withMessage("'exponentBase' must be at least 1");
	}

}
