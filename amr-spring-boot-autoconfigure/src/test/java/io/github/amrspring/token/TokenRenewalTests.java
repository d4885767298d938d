package io.github.amrspring.token;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.amrspring.token.TokenAcquisitionException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for renewal as a whole, over hours and days of virtual time.
 */
@ExtendWith(QuietTokenRefresher.class)
class TokenRenewalTests {

	private static final Duration LIFE = Duration.ofMinutes(60);

	private static final Duration TICK = Duration.ofMillis(500);

	private final Random random = new Random(42);

	private final VirtualTokens tokens = VirtualTokens.create(this.random::nextDouble, false);

	private final ScriptedTokenSource source = this.tokens.source();

	private final ManualTaskScheduler scheduler = this.tokens.scheduler();

	private final RecordingTokenRefreshListener events = this.tokens.events();

	@Test
	void whenSourceWorksThenRenewsAFewTimesPerDay() {
		this.tokens.begin();
		this.tokens.advance(Duration.ofHours(24));
		// One, and one more every 42.75 to 45 minutes.
		assertThat(this.source.count()).isBetween(33, 34);
		assertThat(this.events.renewed()).hasSameSizeAs(this.source.calls());
	}

	@Test
	void whenSourceWorksThenTokenNeverComesNearExpiry() {
		this.tokens.begin();
		Instant end = this.scheduler.now().plus(Duration.ofHours(24));
		while (this.scheduler.now().isBefore(end)) {
			this.tokens.advance(TICK);
			EntraToken token = this.tokens.token();
			Duration left = (token != null) ? token.remaining(this.scheduler.now()) : Duration.ZERO;
			assertThat(left).isGreaterThanOrEqualTo(Duration.ofMinutes(15));
			assertThat(this.scheduler.pendingTasks()).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT2S", "PT5S", "PT30S", "PT2M", "PT7M", "PT20M", "PT24H" })
	void whenTokensLiveShorterOrLongerThenTheyNeverExpire(Duration life) {
		this.source.otherwiseReturnTokenOf(life);
		this.tokens.begin();
		Instant end = this.scheduler.now().plus(life.multipliedBy(20));
		while (this.scheduler.now().isBefore(end)) {
			this.tokens.advance(TICK);
			assertThat(this.tokens.token()).isNotNull();
		}
		assertThat(this.source.count()).isLessThanOrEqualTo(44);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0.001S", "PT0.2S", "PT0.999S", "PT1S", "PT1.5S" })
	void whenTokensAreShorterThanEveryBoundThenAsksOncePerSecond(Duration life) {
		this.source.otherwiseReturnTokenOf(life);
		this.tokens.begin();
		this.tokens.advance(Duration.ofMinutes(10));
		assertThat(this.source.count()).isEqualTo(601);
	}

	@ParameterizedTest
	@EnumSource(Reason.class)
	void whenOutageLastsOneMinuteThenTokenIsRenewedSoonAfter(Reason reason) {
		for (int run = 0; run < 40; run++) {
			assertThat(renewedAfterOutage(Duration.ofMinutes(1), true, failing(reason)))
				.isLessThanOrEqualTo(VirtualTokens.MAX_DELAY);
		}
	}

	@Test
	void whenRequestsHangForOneMinuteThenTokenIsRenewedSoonAfter() {
		// The last request that hangs began before the outage ended.
		Duration bound = VirtualTokens.REQUEST_TIMEOUT.plus(VirtualTokens.MAX_DELAY);
		for (int run = 0; run < 40; run++) {
			assertThat(renewedAfterOutage(Duration.ofMinutes(1), true, TokenRenewalTests::hang))
				.isLessThanOrEqualTo(bound);
		}
	}

	@ParameterizedTest
	@EnumSource(Reason.class)
	void whenOutageOutlastsTokenThenRecoversByItself(Reason reason) {
		for (int run = 0; run < 10; run++) {
			assertThat(renewedAfterOutage(Duration.ofHours(2), false, failing(reason)))
				.isLessThanOrEqualTo(VirtualTokens.MAX_DELAY);
		}
	}

	@Test
	void whenOutageOutlastsTokenThenTokenIsUnusableFromItsExpiryOn() {
		this.tokens.begin();
		this.source.otherwiseFail(Reason.TRANSIENT);
		this.tokens.advance(LIFE.minusMillis(1));
		assertThat(this.tokens.token()).isNotNull();
		this.tokens.advance(Duration.ofMillis(1));
		assertThat(this.tokens.token()).isNull();
	}

	/**
	 * Return how long after an outage that begins shortly before a renewal the token is
	 * renewed.
	 */
	private Duration renewedAfterOutage(Duration length, boolean isUsableThroughout,
			Function<VirtualTokens, EntraToken> outage) {
		VirtualTokens tokens = VirtualTokens.create(this.random::nextDouble, false).begin();
		ManualTaskScheduler scheduler = tokens.scheduler();
		Instant begin = scheduler.nextTask().minusMillis(this.random.nextInt(40_000));
		Instant end = begin.plus(length);
		tokens.source()
			.otherwise(() -> (!scheduler.now().isBefore(begin) && scheduler.now().isBefore(end)) ? outage.apply(tokens)
					: tokens.source().newToken(LIFE));
		while (tokens.events().renewed().size() < 2) {
			tokens.advance(TICK);
			if (isUsableThroughout) {
				assertThat(tokens.token()).isNotNull();
			}
			assertThat(scheduler.pendingTasks()).isEqualTo(1);
		}
		return Duration.between(end, tokens.events().renewed().get(1).obtainedAt());
	}

	@Test
	void whenHundredSingleRequestsFailThenRenewalNeverStops() {
		this.tokens.begin();
		Iterator<Reason> reasons = Stream.generate(() -> EnumSet.allOf(Reason.class)).flatMap(Set::stream).iterator();
		for (int i = 1; i <= 100; i++) {
			this.source.willFail(reasons.next());
			this.tokens.advance(LIFE);
			assertThat(this.tokens.token()).isNotNull();
			assertThat(this.scheduler.pendingTasks()).isEqualTo(1);
		}
		this.tokens.advance(LIFE);
		assertThat(this.tokens.refresher().state().failedRounds()).isZero();
		assertThat(this.tokens.token()).isNotNull();
	}

	@Test
	void whenHundredRoundsFailThenRenewalNeverStops() {
		this.source.otherwiseFail(Reason.TRANSIENT);
		this.tokens.begin();
		while (this.events.failed().size() < 100) {
			this.tokens.advance(TICK);
		}
		this.source.otherwiseReturnTokenOf(LIFE);
		this.tokens.advance(VirtualTokens.MAX_DELAY);
		assertThat(this.tokens.token()).isNotNull();
	}

	@Test
	void whenProviderHandsOutSameTokenThenItIsNoRenewal() {
		EntraToken token = this.source.newToken(LIFE);
		this.source.otherwise(() -> token);
		this.tokens.begin();
		this.tokens.advance(LIFE.minusSeconds(1));
		assertThat(this.events.renewed()).hasSize(1);
		assertThat(this.events.unchanged()).isNotEmpty();
		assertThat(this.events.failed()).isEmpty();
	}

	@Test
	void whenProviderHandsOutSameTokenThenLooksAgainAtHalfOfWhatRemains() {
		VirtualTokens tokens = VirtualTokens.create();
		EntraToken token = tokens.source().newToken(LIFE);
		tokens.source().otherwise(() -> token);
		tokens.begin();
		tokens.advance(LIFE.minusSeconds(1));
		assertThat(tokens.source().calls().stream().map(token::remaining)).startsWith(Duration.ofMinutes(60),
				Duration.ofMinutes(15), Duration.ofSeconds(450), Duration.ofSeconds(225), Duration.ofMillis(112_500),
				Duration.ofMillis(56_250));
		assertThat(tokens.source().count()).isLessThanOrEqualTo(14);
	}

	@Test
	void whenProviderHandsOutSameTokenUntilItExpiresThenNewOneIsTakenWithinOneSecond() {
		EntraToken token = this.source.newToken(LIFE);
		this.source.otherwise(() -> token.isExpired(this.scheduler.now()) ? this.source.newToken(LIFE) : token);
		this.tokens.begin();
		this.tokens.advance(LIFE.plusSeconds(1));
		assertThat(this.tokens.token()).isNotNull();
	}

	@Test
	void whenProviderHandsOutSameTokenEvenAfterExpiryThenAsksOncePerSecond() {
		EntraToken token = this.source.newToken(LIFE);
		this.source.otherwise(() -> token);
		this.tokens.begin();
		this.tokens.advance(LIFE);
		int before = this.source.count();
		this.tokens.advance(Duration.ofMinutes(10));
		assertThat(this.source.count() - before).isBetween(599, 600);
		assertThat(this.tokens.token()).isNull();
	}

	private static Function<VirtualTokens, EntraToken> failing(Reason reason) {
		return (tokens) -> {
			throw ScriptedTokenSource.failure(reason);
		};
	}

	private static EntraToken hang(VirtualTokens tokens) {
		return tokens.source().hanging(VirtualTokens.REQUEST_TIMEOUT).get();
	}

}
