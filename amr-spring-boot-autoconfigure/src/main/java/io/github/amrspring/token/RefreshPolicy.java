package io.github.amrspring.token;

import java.time.Duration;
import java.time.Instant;

import org.springframework.util.Assert;

/**
 * Arithmetic that decides when a token is renewed.
 * <p>
 * Microsoft asks for a new token at least three minutes before expiry ("Use Microsoft
 * Entra for cache authentication", best practices); tokens shorter than the bounds are
 * renewed at half of their life, so no lifetime makes a hot loop.
 *
 * @param ratio share of a token's life after which to renew, in (0, 1]
 * @param lowerBound renew at the latest this long before expiry
 * @since 0.1.0
 */
public record RefreshPolicy(double ratio, Duration lowerBound) {

	/**
	 * Shortest time between two successful requests, whatever the identity provider hands
	 * out.
	 */
	static final Duration MINIMUM_INTERVAL = Duration.ofSeconds(1);

	/**
	 * Longest life that is reckoned with, where a source knows no expiry.
	 */
	private static final Duration LONGEST_LIFE = Duration.ofDays(3650);

	/**
	 * Largest share of the wait by which a renewal comes earlier, so that a fleet that
	 * was started together does not stay together.
	 */
	private static final double JITTER = 0.05;

	public RefreshPolicy {
		Assert.isTrue(ratio > 0 && ratio <= 1, "'ratio' must be in (0, 1]");
		Assert.isTrue(!lowerBound.isNegative(), "'lowerBound' must not be negative");
	}

	/**
	 * Return when to renew a new token.
	 * @param token the token
	 * @param random a number in [0, 1) that moves the instant forward by a little jitter
	 * @return when renewal is due, at least {@link #MINIMUM_INTERVAL} after the token was
	 * obtained
	 */
	Instant dueAt(EntraToken token, double random) {
		long life = millis(Duration.between(token.obtainedAt(), token.expiresAt()));
		long ahead = Math.max(Math.round((1 - this.ratio) * life), Math.min(this.lowerBound.toMillis(), life / 2));
		long wait = Math.round((life - ahead) * (1 - JITTER * random));
		return token.obtainedAt().plusMillis(Math.max(wait, MINIMUM_INTERVAL.toMillis()));
	}

	/**
	 * Return when to look again after the identity provider handed out the token that we
	 * already have: at half of what remains.
	 * @param token the token
	 * @param now the time of the answer
	 * @return the next attempt, at least {@link #MINIMUM_INTERVAL} from now
	 */
	Instant lookAgainAt(EntraToken token, Instant now) {
		return now.plusMillis(Math.max(millis(token.remaining(now)) / 2, MINIMUM_INTERVAL.toMillis()));
	}

	private static long millis(Duration life) {
		return (life.compareTo(LONGEST_LIFE) > 0) ? LONGEST_LIFE.toMillis() : life.toMillis();
	}

}
