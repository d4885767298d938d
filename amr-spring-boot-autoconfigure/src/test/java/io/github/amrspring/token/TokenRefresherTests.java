package io.github.amrspring.token;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;

import io.github.amrspring.token.TokenAcquisitionException.Reason;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TokenRefresher}.
 */
class TokenRefresherTests {

	private final VirtualTokens tokens = VirtualTokens.create();

	private final ScriptedTokenSource source = this.tokens.source();

	private final TokenRefresher refresher = this.tokens.refresher();

	private final RecordingTokenRefreshListener events = this.tokens.events();

	private final Instant start = this.tokens.scheduler().now();

	@Test
	void whenNothingWasAttemptedThenHasNoToken() {
		assertThat(this.refresher.usableToken()).isNull();
		assertThat(this.refresher.state()).isEqualTo(TokenState.INITIAL);
		assertThat(this.refresher.isFirstRoundUnderWay()).isTrue();
	}

	@Test
	void whenAttemptSucceedsThenTokenIsUsableAndNextAttemptFollowsFromItsLife() {
		EntraToken token = this.source.newToken(Duration.ofMinutes(60));
		this.source.willReturn(token);
		Instant next = this.refresher.attempt();
		assertThat(next).isEqualTo(this.start.plus(Duration.ofMinutes(45)));
		assertThat(this.refresher.usableToken()).isSameAs(token);
		assertThat(this.refresher.state()).isEqualTo(new TokenState(token, next, 0, null, null));
	}

	@Test
	void whenAttemptSucceedsThenListenerIsTold() {
		EntraToken token = this.source.newToken(Duration.ofMinutes(60));
		this.source.willReturn(token);
		this.refresher.attempt();
		assertThat(this.events.renewed()).containsExactly(token);
		assertThat(this.events.unchanged()).isEmpty();
		assertThat(this.events.failed()).isEmpty();
	}

	@Test
	void whenListenerIsToldThenStateIsNewAlready() {
		EntraToken token = this.source.newToken(Duration.ofMinutes(60));
		this.source.willReturn(token);
		RecordingTokenRefreshListener seen = new RecordingTokenRefreshListener();
		this.tokens.listeners().add(new TokenRefreshListener() {

			@Override
			public void onRenewed(EntraToken token, Duration took) {
				EntraToken usable = TokenRefresherTests.this.refresher.usableToken();
				if (usable != null) {
					seen.onRenewed(usable, took);
				}
			}

		});
		this.refresher.attempt();
		assertThat(seen.renewed()).containsExactly(token);
	}

	@Test
	void whenTokenHasExpiredThenItIsNotUsableButStillKnown() {
		this.refresher.attempt();
		this.tokens.scheduler().elapse(Duration.ofMinutes(60));
		assertThat(this.refresher.usableToken()).isNull();
		assertThat(this.refresher.state().token()).isNotNull();
	}

	@Test
	void whenFailureIsToBeRetriedThenRoundIsNotOver() {
		this.source.willFail(Reason.TRANSIENT);
		assertThat(this.refresher.attempt()).isEqualTo(this.start.plusMillis(100));
		assertThat(this.refresher.isFirstRoundUnderWay()).isTrue();
		assertThat(this.refresher.state().failedRounds()).isZero();
		assertThat(this.refresher.state().nextAttempt()).isEqualTo(this.start.plusMillis(100));
		assertThat(this.events.failed()).isEmpty();
	}

	@Test
	void whenRetriesFailThenRoundIsReportedOnce() {
		this.source.otherwiseFail(Reason.TRANSIENT);
		Instant next = this.start;
		for (int i = 0; i < 4; i++) {
			this.tokens.scheduler().elapse(Duration.between(this.tokens.scheduler().now(), next));
			next = this.refresher.attempt();
		}
		assertThat(this.events.failed()).hasSize(1);
		assertThat(this.events.rounds()).containsExactly(Duration.ofMillis(700));
		assertThat(this.refresher.isFirstRoundUnderWay()).isFalse();
		assertThat(next).isEqualTo(this.start.plusMillis(700).plusSeconds(27));
		assertThat(this.refresher.state().failingSince()).isEqualTo(this.start);
	}

	@Test
	void whenConfigurationIsWrongThenRoundIsOverAtOnce() {
		this.source.willFail(Reason.CONFIGURATION);
		assertThat(this.refresher.attempt()).isEqualTo(this.start.plusSeconds(27));
		assertThat(this.events.failed()).hasSize(1);
		assertThat(this.refresher.isFirstRoundUnderWay()).isFalse();
	}

	@Test
	void whenRetrySucceedsThenRoundIsNoFailure() {
		this.source.willFail(Reason.TRANSIENT).willFail(Reason.TIMEOUT);
		this.refresher.attempt();
		this.tokens.scheduler().elapse(Duration.ofMillis(100));
		this.refresher.attempt();
		this.tokens.scheduler().elapse(Duration.ofMillis(200));
		this.refresher.attempt();
		assertThat(this.events.failed()).isEmpty();
		assertThat(this.events.rounds()).containsExactly(Duration.ofMillis(300));
		assertThat(this.refresher.state().failedRounds()).isZero();
	}

	@Test
	void whenRoundsFailThenStateCountsThemUntilOneSucceeds() {
		this.source.willFail(Reason.CONFIGURATION).willFail(Reason.CONFIGURATION).willFail(Reason.CONFIGURATION);
		this.refresher.attempt();
		this.refresher.attempt();
		this.refresher.attempt();
		assertThat(this.refresher.state().failedRounds()).isEqualTo(3);
		this.refresher.attempt();
		assertThat(this.refresher.state().failedRounds()).isZero();
		assertThat(this.refresher.state().lastFailure()).isNull();
		assertThat(this.refresher.state().failingSince()).isNull();
	}

	@Test
	void whenTokenIsSameThenListenerHearsUnchangedWithTokenInUse() {
		EntraToken token = this.source.newToken(Duration.ofMinutes(60));
		EntraToken again = new EntraToken(token.username(), token.secret(), this.start.plusSeconds(5),
				token.expiresAt());
		this.source.willReturn(token).willReturn(again);
		this.refresher.attempt();
		this.refresher.attempt();
		assertThat(this.events.renewed()).containsExactly(token);
		assertThat(this.events.unchanged()).containsExactly(token);
		assertThat(this.refresher.usableToken()).isSameAs(token);
	}

	@Test
	void whenTokenIsOlderThenItIsNotTaken() {
		EntraToken token = this.source.newToken(Duration.ofMinutes(60));
		this.source.willReturn(token).willReturnTokenOf(Duration.ofMinutes(59));
		this.refresher.attempt();
		this.refresher.attempt();
		assertThat(this.events.unchanged()).containsExactly(token);
		assertThat(this.refresher.usableToken()).isSameAs(token);
	}

	@Test
	void whenTokenIsSameAfterFailuresThenTheyAreNotForgotten() {
		EntraToken token = this.source.newToken(Duration.ofMinutes(60));
		this.source.willReturn(token).willFail(Reason.CONFIGURATION).willReturn(token);
		this.refresher.attempt();
		this.refresher.attempt();
		this.refresher.attempt();
		assertThat(this.refresher.state().failedRounds()).isEqualTo(1);
	}

	@Test
	void whenSourceThrowsUnexpectedlyThenItIsTransientFailureWithoutItsMessage() {
		this.source.otherwise(() -> {
			throw new IllegalStateException("s3cr3t");
		});
		for (int i = 0; i < 4; i++) {
			this.refresher.attempt();
		}
		TokenAcquisitionException failure = this.events.failed().get(0);
		assertThat(failure.reason()).isEqualTo(Reason.TRANSIENT);
		assertThat(failure).hasNoCause();
		assertThat(failure.getMessage()).contains("java.lang.IllegalStateException").doesNotContain("s3cr3t");
	}

	@Test
	void whenInterruptedThenIsNoFailure() {
		this.source.willFail(new CancellationException());
		assertThatExceptionOfType(CancellationException.class).isThrownBy(this.refresher::attempt);
		assertThat(this.refresher.state()).isEqualTo(TokenState.INITIAL);
		assertThat(this.events.failed()).isEmpty();
	}

	@Test
	void whenFirstRoundHasEndedThenWaitingReturnsAtOnce() {
		this.refresher.attempt();
		assertThat(this.refresher.awaitFirstRound(Duration.ofDays(1))).isTrue();
	}

	@Test
	void whenFirstRoundHasNotEndedThenWaitingGivesUp() {
		assertThat(this.refresher.awaitFirstRound(Duration.ZERO)).isFalse();
	}

	@Test
	void whenInterruptedWhileWaitingThenReturnsAndStaysInterrupted() {
		Thread.currentThread().interrupt();
		assertThat(this.refresher.awaitFirstRound(Duration.ofDays(1))).isFalse();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void whenBegunAnewThenNextRoundIsFirst() {
		this.refresher.attempt();
		this.refresher.begin();
		assertThat(this.refresher.isFirstRoundUnderWay()).isTrue();
		this.refresher.attempt();
		assertThat(this.refresher.isFirstRoundUnderWay()).isFalse();
	}

	@Test
	void whenTokenWasObtainedInFutureThenIsUsableAndRenewedBeforeExpiry() {
		EntraToken skewed = new EntraToken("user", "secret", this.start.plusSeconds(120),
				this.start.plus(Duration.ofMinutes(62)));
		this.source.willReturn(skewed);
		Instant next = this.refresher.attempt();
		assertThat(this.refresher.usableToken()).isSameAs(skewed);
		assertThat(next).isBetween(this.start.plusSeconds(1), skewed.expiresAt().minus(Duration.ofMinutes(5)));
	}

}
