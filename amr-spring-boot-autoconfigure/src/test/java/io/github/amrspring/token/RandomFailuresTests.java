package io.github.amrspring.token;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.amrspring.token.TokenAcquisitionException.Reason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for renewal over thirty days of random failures, the same ones in each run.
 */
@ExtendWith(QuietTokenRefresher.class)
class RandomFailuresTests {

	private static final Duration DAYS = Duration.ofDays(30);

	private static final Duration SHORTEST_RETRY = Duration.ofMillis(100);

	private static final Duration SHORTEST_WAIT_BETWEEN_ROUNDS = Duration.ofSeconds(21);

	private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(5);

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void whenProviderFailsAtRandomThenOneAttemptIsAlwaysPending(long seed) {
		Weather weather = new Weather(seed);
		VirtualTokens tokens = weather.tokens;
		Instant end = tokens.scheduler().now().plus(DAYS);
		tokens.begin();
		while (tokens.scheduler().now().isBefore(end)) {
			assertThat(tokens.scheduler().pendingTasks()).isEqualTo(1);
			// Nothing that the provider does delays the next attempt beyond a new token's
			// renewal.
			assertThat(Duration.between(tokens.scheduler().now(), tokens.scheduler().nextTask()))
				.isLessThanOrEqualTo(Duration.ofMinutes(45));
			weather.next();
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 11, 12, 13 })
	void whenProviderFailsAtRandomThenNoTwoAttemptsAreTooClose(long seed) {
		Weather weather = new Weather(seed);
		weather.run();
		List<Answer> answers = weather.answers;
		assertThat(answers).hasSizeGreaterThan(1000);
		for (int i = 1; i < answers.size(); i++) {
			assertThat(Duration.between(answers.get(i - 1).paceFrom(), answers.get(i).begin()))
				.as("between %s and %s", answers.get(i - 1), answers.get(i))
				.isGreaterThanOrEqualTo(answers.get(i - 1).shortestPause());
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 21, 22, 23 })
	void whenProviderFailsAtRandomThenRoundsAreFarApart(long seed) {
		Weather weather = new Weather(seed);
		weather.run();
		List<Answer> failures = new ArrayList<>();
		for (Answer answer : weather.answers) {
			if (answer.failure() == null) {
				failures.clear();
				continue;
			}
			failures.add(answer);
			// A round has four requests, so five failures in a row span two rounds.
			if (failures.size() >= 5) {
				Answer first = failures.get(failures.size() - 5);
				assertThat(Duration.between(first.begin(), answer.begin()))
					.isGreaterThanOrEqualTo(SHORTEST_WAIT_BETWEEN_ROUNDS);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 31, 32, 33 })
	void whenProviderFailsAtRandomThenNumberOfRequestsIsBounded(long seed) {
		Weather weather = new Weather(seed);
		weather.run();
		// Four per round in bad weather, and one per 28.5 s, the renewal of the shortest
		// token (a minute, at half of its life less the jitter), in good weather.
		long bad = weather.bad.dividedBy(SHORTEST_WAIT_BETWEEN_ROUNDS) * 4 + weather.changes * 8L;
		long good = DAYS.minus(weather.bad).toMillis() / 28_500;
		assertThat(weather.tokens.source().count()).isLessThanOrEqualTo((int) (bad + good));
	}

	@ParameterizedTest
	@ValueSource(longs = { 41, 42, 43 })
	void whenProviderWorksAgainAfterRandomFailuresThenTokenIsUsable(long seed) {
		Weather weather = new Weather(seed);
		weather.run();
		weather.tokens.source().otherwiseReturnTokenOf(Duration.ofMinutes(60));
		weather.tokens.advance(LONGEST_RETRY_AFTER);
		assertThat(weather.tokens.token()).isNotNull();
	}

	/**
	 * One answer of the provider.
	 *
	 * @param begin when the request began
	 * @param end when it was answered
	 * @param failure what it was answered with, if not with a token
	 */
	private record Answer(Instant begin, Instant end, @Nullable RuntimeException failure) {

		/**
		 * The pace of rounds is from request to request, unless the provider asked for a
		 * pause.
		 */
		Instant paceFrom() {
			boolean endsRound = this.failure instanceof TokenAcquisitionException ex
					&& ex.reason() == Reason.CONFIGURATION && ex.retryAfter() == null;
			return (endsRound) ? this.begin : this.end;
		}

		Duration shortestPause() {
			if (this.failure == null) {
				return RefreshPolicy.MINIMUM_INTERVAL;
			}
			if (!(this.failure instanceof TokenAcquisitionException ex)) {
				return SHORTEST_RETRY;
			}
			Duration asked = ex.retryAfter();
			if (asked != null && asked.compareTo(SHORTEST_WAIT_BETWEEN_ROUNDS) > 0) {
				return (asked.compareTo(LONGEST_RETRY_AFTER) < 0) ? asked : LONGEST_RETRY_AFTER;
			}
			return (ex.reason() == Reason.CONFIGURATION) ? SHORTEST_WAIT_BETWEEN_ROUNDS : SHORTEST_RETRY;
		}

	}

	/**
	 * Good and bad spells of the provider, which change at random.
	 */
	private static final class Weather {

		private final Random random;

		private final VirtualTokens tokens;

		private final List<Answer> answers = new ArrayList<>();

		private boolean good = true;

		private int changes;

		private Duration bad = Duration.ZERO;

		private Instant until;

		private Weather(long seed) {
			this.random = new Random(seed);
			this.tokens = VirtualTokens.create(this.random::nextDouble, false);
			this.until = this.tokens.scheduler().now();
			this.tokens.source().otherwise(this::answer);
		}

		private void run() {
			Instant end = this.tokens.scheduler().now().plus(DAYS);
			this.tokens.begin();
			while (this.tokens.scheduler().now().isBefore(end)) {
				next();
			}
		}

		private void next() {
			ManualTaskScheduler scheduler = this.tokens.scheduler();
			this.tokens.advance(Duration.between(scheduler.now(), scheduler.nextTask()));
		}

		private EntraToken answer() {
			ManualTaskScheduler scheduler = this.tokens.scheduler();
			Instant begin = scheduler.now();
			while (!this.until.isAfter(begin)) {
				change();
			}
			scheduler.elapse(Duration.ofMillis(this.random.nextInt(2000)));
			RuntimeException failure = (this.good) ? null : failure();
			this.answers.add(new Answer(begin, scheduler.now(), failure));
			if (failure != null) {
				throw failure;
			}
			return goodAnswer();
		}

		private EntraToken goodAnswer() {
			EntraToken known = this.tokens.token();
			return switch (this.random.nextInt(10)) {
				case 0 -> (known != null) ? known : this.tokens.source().newToken(Duration.ofMinutes(60));
				case 1 -> this.tokens.source().newToken(Duration.ofSeconds(60 + this.random.nextInt(600)));
				default -> this.tokens.source().newToken(Duration.ofMinutes(60));
			};
		}

		private RuntimeException failure() {
			return switch (this.random.nextInt(8)) {
				case 0 -> ScriptedTokenSource.failure(Reason.CONFIGURATION);
				case 1 -> hang();
				case 2 -> ScriptedTokenSource.failure(Reason.THROTTLED);
				case 3 -> ScriptedTokenSource.failure(Reason.THROTTLED, Duration.ofSeconds(this.random.nextInt(900)));
				case 4 -> new IllegalStateException("on purpose");
				default -> ScriptedTokenSource.failure(Reason.TRANSIENT);
			};
		}

		private RuntimeException hang() {
			this.tokens.scheduler().elapse(VirtualTokens.REQUEST_TIMEOUT);
			return ScriptedTokenSource.failure(Reason.TIMEOUT);
		}

		private void change() {
			this.good = !this.good;
			this.changes++;
			Duration length = Duration.ofSeconds(this.random.nextInt((this.good) ? 20_000 : 10_000));
			this.until = this.until.plus(length);
			this.bad = this.bad.plus((this.good) ? Duration.ZERO : length);
		}

	}

}
