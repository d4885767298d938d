package io.github.amrspring.token;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

import io.github.amrspring.token.TokenAcquisitionException.Reason;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;

/**
 * Keeps one token fresh: makes an attempt when told to, and says when the next one is
 * due.
 * <p>
 * Attempts are made by one thread at a time, the scheduler's. The state can be read by
 * every thread, without blocking.
 *
 * @since 0.1.0
 */
public final class TokenRefresher {

	private static final Log logger = LogFactory.getLog(TokenRefresher.class);

	private final TokenSource source;

	private final RefreshPolicy refreshPolicy;

	private final RetryPolicy retryPolicy;

	private final Clock clock;

	private final DoubleSupplier random;

	private final TokenRefreshListeners listeners;

	private volatile CountDownLatch firstRound = new CountDownLatch(1);

	private volatile TokenState state = TokenState.INITIAL;

	private @Nullable Round round;

	/**
	 * Create a new refresher, which does nothing by itself.
	 * @param source where tokens come from
	 * @param refreshPolicy when to renew
	 * @param retryPolicy how to repeat what failed
	 * @param clock the time
	 * @param random numbers in [0, 1) for jitter
	 * @param listeners told about every round
	 */
	public TokenRefresher(TokenSource source, RefreshPolicy refreshPolicy, RetryPolicy retryPolicy, Clock clock,
			DoubleSupplier random, TokenRefreshListeners listeners) {
		this.source = source;
		this.refreshPolicy = refreshPolicy;
		this.retryPolicy = retryPolicy;
		this.clock = clock;
		this.random = random;
		this.listeners = listeners;
	}

	/**
	 * Return what is known now. Never blocks.
	 * @return the state
	 */
	public TokenState state() {
		return this.state;
	}

	/**
	 * Return the token if it can be used now. Never blocks.
	 * @return the token, or {@code null} if there is none that has not expired
	 */
	public @Nullable EntraToken usableToken() {
		return this.state.usableToken(this.clock.instant());
	}

	/**
	 * Begin anew, at the start and after each stop: the next round counts as the first.
	 */
	void begin() {
		this.firstRound = new CountDownLatch(1);
	}

	/**
	 * Return whether the first round of requests since the start is still under way.
	 * @return {@code false} once it has ended, well or badly
	 */
	public boolean isFirstRoundUnderWay() {
		return this.firstRound.getCount() > 0;
	}

	/**
	 * Wait until the first round of requests since the start has ended, well or badly.
	 * @param timeout how long to wait at most
	 * @return whether it has ended
	 */
	public boolean awaitFirstRound(Duration timeout) {
		try {
			return this.firstRound.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Make one attempt. Blocks for as long as the source does.
	 * @return when the next attempt is due
	 * @throws CancellationException if the thread was interrupted, which is no failure
	 */
	Instant attempt() {
		Round current = (this.round != null) ? this.round : new Round(this.clock.instant(), 0);
		try {
			return succeeded(this.source.fetch(), current);
		}
		catch (TokenAcquisitionException ex) {
			return failed(ex, current);
		}
		catch (CancellationException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			logger.debug("Unexpected failure of the token source", ex);
			return failed(
					new TokenAcquisitionException(Reason.TRANSIENT,
							"The request for a token failed unexpectedly: " + ex.getClass().getName(), null, null),
					current);
		}
	}

	private Instant succeeded(EntraToken token, Round current) {
		TokenState before = this.state;
		Instant now = this.clock.instant();
		EntraToken known = before.token();
		if (known != null && !token.expiresAt().isAfter(known.expiresAt())) {
			Instant next = this.refreshPolicy.lookAgainAt(known, now);
			logger.debug(LogMessage.format("Entra token for '%s' unchanged, expires at %s, next attempt at %s",
					token.username(), known.expiresAt(), next));
			end(before.waiting(next));
			this.listeners.tell((listener) -> listener.onUnchanged(known, current.lasted(now)));
			return next;
		}
		Instant next = this.refreshPolicy.dueAt(token, this.random.getAsDouble());
		logRenewed(before, token, now, next);
		end(before.renewed(token, next));
		this.listeners.tell((listener) -> listener.onRenewed(token, current.lasted(now)));
		return next;
	}

	private void logRenewed(TokenState before, EntraToken token, Instant now, Instant next) {
		if (before.failingSince() != null) {
			logger.info(LogMessage.format("Entra token for '%s' renewed after %d failed rounds in %s, expires at %s",
					token.username(), before.failedRounds(), Duration.between(before.failingSince(), now),
					token.expiresAt()));
		}
		else if (before.token() == null) {
			logger.info(LogMessage.format("Entra token for '%s' obtained, expires at %s, next renewal at %s",
					token.username(), token.expiresAt(), next));
		}
		else {
			logger.debug(LogMessage.format("Entra token for '%s' renewed, expires at %s, next renewal at %s",
					token.username(), token.expiresAt(), next));
		}
	}

	private Instant failed(TokenAcquisitionException failure, Round current) {
		TokenState before = this.state;
		Instant now = this.clock.instant();
		double jitter = this.random.getAsDouble();
		if (this.retryPolicy.permitsRetry(current.retries(), failure)) {
			Instant next = now.plus(this.retryPolicy.beforeRetry(current.retries(), failure, jitter));
			logger.debug(LogMessage.format("Request for an Entra token failed, next attempt at %s: %s", next,
					failure.getMessage()));
			this.round = current.retried();
			this.state = before.waiting(next);
			return next;
		}
		Instant next = now.plus(this.retryPolicy.beforeNextRound(failure, jitter));
		logFailed(before, failure, now, next);
		end(before.failed(failure, current.began(), next));
		this.listeners.tell((listener) -> listener.onFailed(failure, current.lasted(now)));
		return next;
	}

	private void logFailed(TokenState before, TokenAcquisitionException failure, Instant now, Instant next) {
		EntraToken usable = before.usableToken(now);
		if (usable != null) {
			logger.warn(LogMessage.format(
					"Entra token could not be renewed, the current one can be used for another %s, next attempt at %s: %s",
					usable.remaining(now), next, failure.getMessage()));
		}
		else if (before.token() != null) {
			logger.error(LogMessage.format(
					"Entra token expired at %s and could not be renewed, Redis cannot be used, next attempt at %s: %s",
					before.token().expiresAt(), next, failure.getMessage()));
		}
		else {
			logger.warn(LogMessage.format(
					"No Entra token could be obtained, Redis cannot be used yet, next attempt at %s: %s", next,
					failure.getMessage()));
		}
	}

	private void end(TokenState outcome) {
		this.round = null;
		this.state = outcome;
		this.firstRound.countDown();
	}

	/**
	 * The first attempt and its retries.
	 */
	private record Round(Instant began, int retries) {

		Round retried() {
			return new Round(this.began, this.retries + 1);
		}

		Duration lasted(Instant now) {
			return Duration.between(this.began, now);
		}

	}

}
