package io.github.amrspring.token;

import java.time.Duration;
import java.time.Instant;

import io.github.amrspring.token.TokenAcquisitionException.Reason;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What once went wrong in the renewal, and must not again.
 */
class TokenRegressionTests {

	private final VirtualTokens tokens = VirtualTokens.create();

	private final ScriptedTokenSource source = this.tokens.source();

	private final ManualTaskScheduler scheduler = this.tokens.scheduler();

	private final Instant start = this.scheduler.now();

	@Test
	void whenAskedToRefreshEarlyAndThenLessEarlyThenFirstOneStands() {
		this.tokens.begin();
		this.tokens.renewal().refreshBy(this.start.plusSeconds(10));
		this.tokens.renewal().refreshBy(this.start.plus(Duration.ofMinutes(20)));
		assertThat(this.scheduler.nextTask()).isEqualTo(this.start.plusSeconds(10));
	}

	@Test
	void whenAskedToRefreshEarlierThenStateSaysSo() {
		this.tokens.begin();
		this.tokens.renewal().refreshBy(this.start.plusSeconds(10));
		assertThat(this.tokens.refresher().state().nextAttempt()).isEqualTo(this.start.plusSeconds(10));
	}

	@Test
	void whenSourceThrowsErrorThenStateKnowsNextAttempt() {
		this.source.willDo(() -> {
			throw new NoClassDefFoundError("on purpose");
		});
		this.tokens.begin();
		assertThat(this.tokens.refresher().state().nextAttempt()).isEqualTo(this.scheduler.nextTask());
	}

	@Test
	void whenSourceThrowsErrorsAndAskedToRefreshThenDoes() {
		this.source.otherwise(() -> {
			throw new NoClassDefFoundError("on purpose");
		});
		this.tokens.begin();
		this.tokens.advance(Duration.ofSeconds(5));
		this.tokens.renewal().refreshBy(this.start.plusSeconds(8));
		assertThat(this.scheduler.nextTask()).isEqualTo(this.start.plusSeconds(8));
	}

	@Test
	void whenAskedToRefreshInTheMiddleOfAnAttemptThenIsNotForgotten() {
		this.source.willDo(() -> {
			this.tokens.renewal().refreshBy(this.start.plusSeconds(30));
			return this.source.newToken(Duration.ofMinutes(60));
		});
		this.tokens.begin();
		assertThat(this.scheduler.nextTask()).isEqualTo(this.start.plusSeconds(30));
	}

	@Test
	void whenThrottledForLongThenFailureIsReportedAtOnce() {
		this.source.otherwise(() -> {
			throw ScriptedTokenSource.failure(Reason.THROTTLED, Duration.ofMinutes(5));
		});
		this.tokens.begin();
		assertThat(this.tokens.events().failed()).hasSize(1);
		assertThat(this.tokens.refresher().isFirstRoundUnderWay()).isFalse();
		assertThat(this.scheduler.nextTask()).isEqualTo(this.start.plus(Duration.ofMinutes(5)));
	}

	@Test
	void whenFirstRequestOfRoundFailedThenReasonIsKnown() {
		this.source.willFail(Reason.TRANSIENT);
		this.tokens.begin();
		assertThat(this.tokens.refresher().state().lastFailure()).isNotNull();
	}

	@Test
	void whenLastRequestHungDuringOutageThenNextOneFollowsWithinMaxDelayOfItsBegin() {
		this.tokens.begin();
		this.source.otherwise(this.source.hanging(Duration.ofSeconds(15)));
		this.tokens.advance(Duration.ofMinutes(50));
		Instant lastBegan = this.source.calls().get(this.source.count() - 1);
		this.tokens.advance(VirtualTokens.MAX_DELAY);
		Instant next = this.source.calls().stream().filter((call) -> call.isAfter(lastBegan)).findFirst().orElseThrow();
		assertThat(Duration.between(lastBegan, next)).isLessThanOrEqualTo(VirtualTokens.MAX_DELAY);
	}

	@Test
	void whenSourceKeepsThrowingErrorsThenFailureIsReported() {
		this.source.otherwise(() -> {
			throw new NoClassDefFoundError("on purpose");
		});
		this.tokens.begin();
		this.tokens.advance(Duration.ofMinutes(10));
		assertThat(this.tokens.events().failed()).isNotEmpty();
		assertThat(this.tokens.refresher().isFirstRoundUnderWay()).isFalse();
	}

	@Test
	void whenListenerThrowsErrorThenRenewalKeepsItsPace() {
		this.tokens.listeners().add(new ErroneousListener());
		this.tokens.begin();
		assertThat(this.scheduler.nextTask()).isEqualTo(this.start.plus(Duration.ofMinutes(45)));
	}

	@Test
	void whenListenerThrowsErrorThenOthersHear() {
		RecordingTokenRefreshListener other = new RecordingTokenRefreshListener();
		this.tokens.listeners().add(new ErroneousListener());
		this.tokens.listeners().add(other);
		this.tokens.begin();
		assertThat(other.renewed()).hasSize(1);
	}

	@Test
	void whenRetryAfterIsTheLongestDurationThenItIsCapped() {
		TokenAcquisitionException failure = ScriptedTokenSource.failure(Reason.THROTTLED,
				Duration.ofSeconds(Long.MAX_VALUE));
		RetryPolicy policy = new RetryPolicy(3, Duration.ofMillis(100), Duration.ofSeconds(30), 2.0);
		assertThat(policy.beforeNextRound(failure, 0)).isEqualTo(Duration.ofMinutes(5));
	}

	@Test
	void whenStoppedAmidRoundAndStartedThenRoundIsNew() {
		this.source.willFail(Reason.TRANSIENT);
		this.tokens.begin();
		this.tokens.renewal().stop();
		this.tokens.advance(Duration.ofDays(1));
		this.tokens.renewal().start();
		this.scheduler.runDue();
		assertThat(this.tokens.events().rounds()).containsExactly(Duration.ZERO);
	}

	@Test
	void whenStoppedAmidRoundAndStartedThenRoundHasAllItsRetries() {
		this.source.otherwiseFail(Reason.TRANSIENT);
		this.tokens.begin();
		this.tokens.advance(Duration.ofMillis(300));
		this.tokens.renewal().stop();
		this.tokens.advance(Duration.ofDays(1));
		int before = this.source.count();
		this.tokens.renewal().start();
		this.tokens.advance(Duration.ofSeconds(2));
		assertThat(this.source.count() - before).isEqualTo(4);
	}

	@Test
	void whenTokenWasObtainedLongAgoThenIsNoHotLoop() {
		this.source.otherwise(() -> {
			EntraToken token = this.source.newToken(Duration.ofMinutes(10));
			this.scheduler.elapse(Duration.ofMillis(1));
			return new EntraToken(token.username(), token.secret(), token.obtainedAt().minus(Duration.ofHours(1)),
					token.expiresAt());
		});
		this.tokens.begin();
		assertThat(this.scheduler.nextTask()).isAfterOrEqualTo(this.start.plusSeconds(1));
	}

	@Test
	void whenTokenExpiresBeforeItWasObtainedThenRefuses() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new EntraToken("user", "secret", this.start, this.start.minusSeconds(1)));
	}

	@Test
	void whenTokenOutlivesEveryDurationThenNextAttemptIsPending() {
		this.source.willReturn(new EntraToken("user", "secret", this.start, Instant.MAX));
		this.tokens.begin();
		assertThat(this.tokens.events().renewed()).hasSize(1);
	}

	private static final class ErroneousListener implements TokenRefreshListener {

		@Override
		public void onRenewed(EntraToken token, Duration took) {
			throw new NoClassDefFoundError("on purpose");
		}

	}

}
