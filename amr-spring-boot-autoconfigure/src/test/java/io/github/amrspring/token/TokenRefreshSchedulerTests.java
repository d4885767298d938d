package io.github.amrspring.token;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;

import io.github.amrspring.token.TokenAcquisitionException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link TokenRefreshScheduler}: its life and its one next attempt.
 */
class TokenRefreshSchedulerTests {

	private static final Duration RENEWAL = Duration.ofMinutes(45);

	private final VirtualTokens tokens = VirtualTokens.create();

	private final ScriptedTokenSource source = this.tokens.source();

	private final ManualTaskScheduler scheduler = this.tokens.scheduler();

	private final TokenRefreshScheduler renewal = this.tokens.renewal();

	private final Instant start = this.scheduler.now();

	@Test
	void whenCreatedThenDoesNothing() {
		assertThat(this.scheduler.pendingTasks()).isZero();
		assertThat(this.renewal.isRunning()).isFalse();
	}

	@Test
	void whenBeanExistsThenFirstAttemptIsDueAtOnceOnSchedulersThread() {
		this.renewal.afterPropertiesSet();
		assertThat(this.source.count()).isZero();
		assertThat(this.scheduler.nextTask()).isEqualTo(this.start);
		this.scheduler.runDue();
		assertThat(this.tokens.token()).isNotNull();
	}

	@Test
	void whenStartedAfterItBeganThenMakesNoSecondAttempt() {
		this.tokens.begin();
		this.renewal.start();
		this.scheduler.runDue();
		assertThat(this.source.count()).isEqualTo(1);
		assertThat(this.scheduler.pendingTasks()).isEqualTo(1);
		assertThat(this.renewal.isRunning()).isTrue();
	}

	@Test
	void whenThereIsNoTokenThenStartReturns() {
		this.source.otherwiseFail(Reason.CONFIGURATION);
		this.tokens.begin();
		assertThatNoException().isThrownBy(this.renewal::start);
		assertThat(this.renewal.isRunning()).isTrue();
	}

	@Test
	void whenFirstRoundIsUnderWayThenStartReturnsAfterTimeout() {
		this.renewal.afterPropertiesSet();
		assertThatNoException().isThrownBy(this.renewal::start);
		assertThat(this.renewal.isRunning()).isTrue();
	}

	@Test
	void whenFailingFastWithTokenThenStartReturns() {
		VirtualTokens tokens = VirtualTokens.create(() -> 0, true).begin();
		assertThatNoException().isThrownBy(tokens.renewal()::start);
	}

	@Test
	void whenFailingFastThenStartThrowsFailureOfFirstRound() {
		VirtualTokens tokens = VirtualTokens.create(() -> 0, true);
		TokenAcquisitionException failure = ScriptedTokenSource.failure(Reason.CONFIGURATION);
		tokens.source().willFail(failure);
		tokens.begin();
		assertThatExceptionOfType(TokenAcquisitionException.class).isThrownBy(tokens.renewal()::start)
			.isSameAs(failure);
	}

	@Test
	void whenFailingFastWithoutAnswerThenStartThrowsTimeout() {
		VirtualTokens tokens = VirtualTokens.create(() -> 0, true);
		tokens.renewal().afterPropertiesSet();
		assertThatExceptionOfType(TokenAcquisitionException.class).isThrownBy(tokens.renewal()::start)
			.withMessage("No answer to the request for a token within the startup timeout of PT0S")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.TIMEOUT));
	}

	@Test
	void whenStoppedThenNothingIsPending() {
		this.tokens.begin();
		this.renewal.stop();
		assertThat(this.scheduler.pendingTasks()).isZero();
		assertThat(this.renewal.isRunning()).isFalse();
		this.tokens.advance(Duration.ofDays(1));
		assertThat(this.source.count()).isEqualTo(1);
	}

	@Test
	void whenDestroyedThenNothingIsPending() {
		this.tokens.begin();
		this.renewal.destroy();
		assertThat(this.scheduler.pendingTasks()).isZero();
	}

	@Test
	void whenStoppedTwiceThenNothingHappens() {
		this.tokens.begin();
		this.renewal.stop();
		assertThatNoException().isThrownBy(this.renewal::stop);
	}

	@Test
	void whenStoppedDuringAttemptThenNoOtherFollows() {
		this.source.willDo(() -> {
			this.renewal.stop();
			return this.source.newToken(Duration.ofMinutes(60));
		});
		this.tokens.begin();
		assertThat(this.scheduler.pendingTasks()).isZero();
	}

	@Test
	void whenStoppedForLongAndStartedThenRenewsAtOnce() {
		this.tokens.begin();
		this.renewal.start();
		this.renewal.stop();
		this.tokens.advance(Duration.ofDays(10));
		assertThat(this.tokens.token()).isNull();
		this.renewal.start();
		this.scheduler.runDue();
		assertThat(this.source.lastCall()).isEqualTo(this.start.plus(Duration.ofDays(10)));
		assertThat(this.tokens.token()).isNotNull();
		assertThat(this.scheduler.pendingTasks()).isEqualTo(1);
	}

	@Test
	void whenStartedAgainThenNextRoundCountsAsFirst() {
		this.tokens.begin();
		this.renewal.stop();
		this.tokens.advance(Duration.ofDays(10));
		this.renewal.start();
		assertThat(this.tokens.refresher().isFirstRoundUnderWay()).isTrue();
		this.scheduler.runDue();
		assertThat(this.tokens.refresher().isFirstRoundUnderWay()).isFalse();
	}

	@Test
	void whenStartedAgainWithoutUsableTokenThenFailFastThrows() {
		VirtualTokens tokens = VirtualTokens.create(() -> 0, true).begin();
		tokens.renewal().stop();
		tokens.advance(Duration.ofDays(10));
		assertThatExceptionOfType(TokenAcquisitionException.class).isThrownBy(tokens.renewal()::start);
	}

	@Test
	void whenStoppedAndStartedDuringAttemptThenOneAttemptIsPending() {
		this.source.willDo(() -> {
			this.renewal.stop();
			this.renewal.start();
			return this.source.newToken(Duration.ofMinutes(60));
		});
		this.tokens.begin();
		assertThat(this.scheduler.pendingTasks()).isEqualTo(1);
		assertThat(this.scheduler.nextTask()).isEqualTo(this.start.plus(RENEWAL));
		assertThat(this.tokens.refresher().isFirstRoundUnderWay()).isFalse();
	}

	@Test
	void whenStoppedAndStartedManyTimesThenOneAttemptIsPending() {
		for (int i = 0; i < 100; i++) {
			this.renewal.start();
			this.renewal.stop();
		}
		this.renewal.start();
		assertThat(this.scheduler.pendingTasks()).isEqualTo(1);
		this.scheduler.runDue();
		assertThat(this.source.count()).isEqualTo(1);
	}

	@Test
	void whenAskedToRefreshEarlierThenDoes() {
		this.tokens.begin();
		this.renewal.refreshBy(this.start.plusSeconds(30));
		assertThat(this.scheduler.pendingTasks()).isEqualTo(1);
		this.tokens.advance(Duration.ofSeconds(30));
		assertThat(this.source.calls()).containsExactly(this.start, this.start.plusSeconds(30));
		assertThat(this.scheduler.pendingTasks()).isEqualTo(1);
	}

	@Test
	void whenAskedToRefreshInPastThenDoesAtOnce() {
		this.tokens.begin();
		this.tokens.advance(Duration.ofMinutes(1));
		this.renewal.refreshBy(this.start);
		this.scheduler.runDue();
		assertThat(this.source.count()).isEqualTo(2);
	}

	@Test
	void whenAskedToRefreshLaterThenKeepsToItsTime() {
		this.tokens.begin();
		this.renewal.refreshBy(this.start.plus(RENEWAL).plusSeconds(1));
		assertThat(this.scheduler.pendingTasks()).isEqualTo(1);
		assertThat(this.scheduler.nextTask()).isEqualTo(this.start.plus(RENEWAL));
	}

	@Test
	void whenAskedToRefreshThenReturnsWithoutRequest() {
		this.tokens.begin();
		this.renewal.refreshBy(this.start);
		assertThat(this.source.count()).isEqualTo(1);
	}

	@Test
	void whenAskedToRefreshManyTimesThenMakesOneAttempt() {
		this.tokens.begin();
		for (int i = 0; i < 1000; i++) {
			this.renewal.refreshBy(this.start.plusSeconds(5));
		}
		this.tokens.advance(Duration.ofSeconds(10));
		assertThat(this.source.count()).isEqualTo(2);
	}

	@Test
	void whenAskedToRefreshDuringAttemptThenMakesOneAfterIt() {
		this.source.willDo(() -> {
			this.renewal.refreshBy(this.start);
			return this.source.newToken(Duration.ofMinutes(60));
		});
		this.tokens.begin();
		assertThat(this.source.count()).isEqualTo(1);
		assertThat(this.scheduler.nextTask()).isEqualTo(this.start.plusSeconds(1));
	}

	@Test
	void whenAskedToRefreshBeforeFirstAttemptThenMakesOne() {
		this.renewal.afterPropertiesSet();
		this.renewal.refreshBy(this.start);
		this.scheduler.runDue();
		assertThat(this.source.count()).isEqualTo(1);
	}

	@Test
	void whenAskedToRefreshAfterStopThenDoesNothing() {
		this.tokens.begin();
		this.renewal.stop();
		this.renewal.refreshBy(this.start);
		assertThat(this.scheduler.pendingTasks()).isZero();
	}

	@ParameterizedTest
	@EnumSource(Reason.class)
	void whenAttemptFailsThenOneAttemptIsPending(Reason reason) {
		this.source.otherwiseFail(reason);
		this.tokens.begin();
		for (int i = 0; i < 100; i++) {
			this.tokens.advance(Duration.between(this.scheduler.now(), this.scheduler.nextTask()));
			assertThat(this.scheduler.pendingTasks()).isEqualTo(1);
		}
	}

	@Test
	void whenSourceThrowsUnexpectedlyThenRenewalGoesOn() {
		this.source.willFail(new IllegalStateException("on purpose"));
		this.tokens.begin();
		this.tokens.advance(Duration.ofMillis(100));
		assertThat(this.tokens.token()).isNotNull();
	}

	@Test
	void whenSourceThrowsErrorThenRenewalGoesOn() {
		this.source.willDo(() -> {
			throw new NoClassDefFoundError("on purpose");
		});
		this.tokens.begin();
		assertThat(this.scheduler.pendingTasks()).isEqualTo(1);
		this.tokens.advance(VirtualTokens.MAX_DELAY);
		assertThat(this.tokens.token()).isNotNull();
	}

	@Test
	void whenAttemptIsInterruptedThenRenewalGoesOn() {
		this.source.willFail(new CancellationException());
		this.tokens.begin();
		assertThat(this.scheduler.pendingTasks()).isEqualTo(1);
		this.tokens.advance(VirtualTokens.MAX_DELAY);
		assertThat(this.tokens.token()).isNotNull();
	}

	@Test
	void whenListenerThrowsThenRenewalKeepsItsPace() {
		this.tokens.listeners().add(new TokenRefreshListener() {

			@Override
			public void onRenewed(EntraToken token, Duration took) {
				throw new IllegalStateException("on purpose");
			}

		});
		this.tokens.begin();
		assertThat(this.scheduler.nextTask()).isEqualTo(this.start.plus(RENEWAL));
		assertThat(this.tokens.events().failed()).isEmpty();
	}

	@Test
	void whenOtherLifecycleBeansStartThenThisOneIsFirst() {
		assertThat(this.renewal.getPhase()).isEqualTo(Integer.MIN_VALUE);
	}

}
