package io.github.amrspring.token;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RefreshPolicy}.
 */
class RefreshPolicyTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private static final double ALMOST_ONE = Math.nextDown(1.0);

	private final RefreshPolicy policy = new RefreshPolicy(0.75, Duration.ofMinutes(5));

	@ParameterizedTest
	@CsvSource(textBlock = """
			# life,  due after
			PT1S,    PT1S
			PT1.5S,  PT1S
			PT2S,    PT1S
			PT4S,    PT2S
			PT10S,   PT5S
			PT1M,    PT30S
			PT5M,    PT2M30S
			PT10M,   PT5M
			PT12M,   PT7M
			PT20M,   PT15M
			PT30M,   PT22M30S
			PT1H,    PT45M
			PT90M,   PT67M30S
			PT24H,   PT18H
			""")
	void whenTokenIsNewThenIsDueAtShareOfItsLife(Duration life, Duration wait) {
		assertThat(this.policy.dueAt(token(life), 0)).isEqualTo(NOW.plus(wait));
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			# ratio, lower bound, due after, of an hour
			0.5,     PT0S,        PT30M
			0.5,     PT5M,        PT30M
			0.9,     PT3M,        PT54M
			0.9,     PT10M,       PT50M
			1.0,     PT3M,        PT57M
			1.0,     PT0S,        PT1H
			0.75,    PT45M,       PT30M
			0.75,    PT10H,       PT30M
			0.25,    PT5M,        PT15M
			0.000001, PT5M,       PT1S
			""")
	void whenRatioOrLowerBoundIsReachedThenEarlierOneDecides(double ratio, Duration lowerBound, Duration wait) {
		RefreshPolicy policy = new RefreshPolicy(ratio, lowerBound);
		assertThat(policy.dueAt(token(Duration.ofHours(1)), 0)).isEqualTo(NOW.plus(wait));
	}

	@Test
	void whenJitterIsLargestThenIsDueOneTwentiethEarlier() {
		assertThat(this.policy.dueAt(token(Duration.ofHours(1)), ALMOST_ONE))
			.isEqualTo(NOW.plus(Duration.ofMinutes(45)).minus(Duration.ofSeconds(135)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT1S", "PT1.2S", "PT2S", "PT3S", "PT10S", "PT1M", "PT5M", "PT10M", "PT1H", "PT24H" })
	void whenLifeIsAnyThenJitterStaysWithinItsBounds(Duration life) {
		Instant latest = this.policy.dueAt(token(life), 0);
		Instant earliest = this.policy.dueAt(token(life), ALMOST_ONE);
		long wait = Duration.between(NOW, latest).toMillis();
		assertThat(earliest).isBeforeOrEqualTo(latest)
			.isAfterOrEqualTo(NOW.plusMillis(Math.max(1000, (long) (wait * 0.95) - 1)));
		for (double random = 0; random < 1; random += 0.01) {
			assertThat(this.policy.dueAt(token(life), random)).isBetween(earliest, latest);
		}
	}

	@Test
	void whenLifeIsAnyFromTwoSecondsToOneDayThenIsDueBeforeExpiry() {
		for (long seconds = 2; seconds <= 86_400; seconds += 7) {
			EntraToken token = token(Duration.ofSeconds(seconds));
			assertThat(this.policy.dueAt(token, 0)).isBefore(token.expiresAt()).isAfterOrEqualTo(NOW.plusSeconds(1));
		}
	}

	@Test
	void whenLifeIsLongEnoughThenAtLeastLowerBoundIsLeft() {
		for (long minutes = 10; minutes <= 1440; minutes++) {
			EntraToken token = token(Duration.ofMinutes(minutes));
			assertThat(token.remaining(this.policy.dueAt(token, 0))).isGreaterThanOrEqualTo(Duration.ofMinutes(5));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0.001S", "PT0S" })
	void whenTokenIsHardlyValidThenFloorApplies(Duration life) {
		assertThat(this.policy.dueAt(token(life), 0)).isEqualTo(NOW.plusSeconds(1));
		assertThat(this.policy.dueAt(token(life), ALMOST_ONE)).isEqualTo(NOW.plusSeconds(1));
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			# looked at, again after
			PT45M,       PT7M30S
			PT52M30S,    PT3M45S
			PT59M50S,    PT5S
			PT59M58S,    PT1S
			PT59M59.5S,  PT1S
			PT1H,        PT1S
			PT2H,        PT1S
			""")
	void whenTokenIsUnchangedThenLooksAgainAtHalfOfWhatRemains(Duration age, Duration wait) {
		Instant now = NOW.plus(age);
		assertThat(this.policy.lookAgainAt(token(Duration.ofHours(1)), now)).isEqualTo(now.plus(wait));
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, -0.1, 1.0001, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY })
	void whenRatioIsOutOfRangeThenIsRefused(double ratio) {
		assertThatIllegalArgumentException().isThrownBy(() -> new RefreshPolicy(ratio, Duration.ofMinutes(5)))
			.withMessage("'ratio' must be in (0, 1]");
	}

	@Test
	void whenLowerBoundIsNegativeThenIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new RefreshPolicy(0.75, Duration.ofMillis(-1)))
			.withMessage("'lowerBound' must not be negative");
	}

	private static EntraToken token(Duration life) {
		return new EntraToken("user", "secret", NOW, NOW.plus(life));
	}

}
