package io.github.amrspring.token;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Arithmetic that decides how failed requests are repeated: in rounds of exponential
 * backoff, round after round. The four values and their defaults are those of redis-rs'
 * {@code RetryConfig}.
 *
 * @param numberOfRetries attempts of a round after its first one
 * @param minDelay wait before the first retry
 * @param maxDelay longest wait before a retry, and the wait between two rounds
 * @param exponentBase factor by which each wait exceeds the one before
 * @since 0.1.0
 */
public record RetryPolicy(int numberOfRetries, Duration minDelay, Duration maxDelay, double exponentBase) {

	/**
	 * Longest wait that an identity provider may impose; more would be a dead state.
	 */
	static final Duration MAXIMUM_RETRY_AFTER = Duration.ofMinutes(5);

	/**
	 * Longest wait between two rounds as a share of {@link #maxDelay()}: what is left of
	 * it is for the connections to come back, so that an outage is over for the
	 * application {@link #maxDelay()} after it is over for the identity provider.
	 */
	private static final double ROUND_WAIT = 0.9;

	/**
	 * Share of {@link #maxDelay()} by which rounds are pulled apart, so that a fleet does
	 * not return at the same instant when an outage ends.
	 */
	private static final double ROUND_JITTER = 0.2;

	public RetryPolicy {
		Assert.isTrue(numberOfRetries >= 0, "'numberOfRetries' must not be negative");
		Assert.isTrue(minDelay.toMillis() > 0, "'minDelay' must be at least a millisecond");
		Assert.isTrue(maxDelay.compareTo(minDelay) >= 0, "'maxDelay' must not be below 'minDelay'");
		Assert.isTrue(exponentBase >= 1 && exponentBase <= Float.MAX_VALUE, "'exponentBase' must be at least 1");
	}

	/**
	 * Return whether a round goes on after a failure.
	 * @param retries the retries that the round has had
	 * @param failure the last failure
	 * @return {@code false} if the round is over, at once for a failure that a quick
	 * repetition cannot mend or that is to be followed by a long pause
	 */
	boolean permitsRetry(int retries, TokenAcquisitionException failure) {
		Duration retryAfter = failure.retryAfter();
		return failure.reason() != TokenAcquisitionException.Reason.CONFIGURATION && retries < this.numberOfRetries
				&& (retryAfter == null || retryAfter.compareTo(this.maxDelay) <= 0);
	}

	/**
	 * Return the wait before a retry: exponential backoff, plus up to as much again as
	 * jitter, or what the identity provider asked for.
	 * @param retries the retries that the round has had
	 * @param failure the last failure
	 * @param random a number in [0, 1)
	 * @return the wait
	 */
	Duration beforeRetry(int retries, TokenAcquisitionException failure, double random) {
		double backoff = this.minDelay.toMillis() * Math.pow(this.exponentBase, retries) * (1 + random);
		return atLeastRetryAfter(Math.min((long) backoff, this.maxDelay.toMillis()), failure);
	}

	/**
	 * Return the wait before the next round.
	 * @param failure the last failure
	 * @param random a number in [0, 1)
	 * @return the wait, at least {@link RefreshPolicy#MINIMUM_INTERVAL}
	 */
	Duration beforeNextRound(TokenAcquisitionException failure, double random) {
		double wait = this.maxDelay.toMillis() * (ROUND_WAIT - ROUND_JITTER * random);
		return atLeastRetryAfter(Math.max((long) wait, RefreshPolicy.MINIMUM_INTERVAL.toMillis()), failure);
	}

	private static Duration atLeastRetryAfter(long wait, TokenAcquisitionException failure) {
		Duration retryAfter = failure.retryAfter();
		if (retryAfter == null) {
			return Duration.ofMillis(wait);
		}
		boolean tooLong = retryAfter.compareTo(MAXIMUM_RETRY_AFTER) > 0;
		return Duration.ofMillis(Math.max(wait, (tooLong) ? MAXIMUM_RETRY_AFTER.toMillis() : retryAfter.toMillis()));
	}

}
