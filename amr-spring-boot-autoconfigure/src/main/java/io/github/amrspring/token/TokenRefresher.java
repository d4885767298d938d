package io.github.amrspring.token;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleSupplier;

import io.github.amrspring.token.TokenAcquisitionException.Reason;
import org.jspecify.annotations.Nullable;

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

	private final TokenRefreshLog log = new TokenRefreshLog();

	private final TokenSource source;

	private final RefreshPolicy refreshPolicy;

	private final RetryPolicy retryPolicy;

	private final Clock clock;

	private final DoubleSupplier random;

	private final TokenRefreshListeners listeners;

	private final FirstRound firstRound;

	private volatile TokenState state = TokenState.INITIAL;

	private volatile @Nullable EntraToken refused;

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
		this.firstRound = new FirstRound(clock);
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
		this.round = null;
		this.firstRound.begin();
	}

	/**
	 * Take note that the next attempt comes earlier than it was due.
	 * @param next when it comes
	 */
	void broughtForward(Instant next) {
		this.state = this.state.waiting(next);
	}

	/**
	 * Take note that Redis refused the token in use, so that the next one takes its place
	 * even if it expires earlier.
	 * @param token the refused token
	 */
	public void refused(EntraToken token) {
		this.refused = token;
	}

	/**
	 * Return whether Redis refused a token.
	 * @param token the token
	 * @return whether it is the last one that was refused
	 */
	public boolean isRefused(EntraToken token) {
		return token.equals(this.refused);
	}

	/**
	 * Return whether the first round of requests since the start is still under way.
	 * @return {@code false} once it has ended, well or badly
	 */
	public boolean isFirstRoundUnderWay() {
		return this.firstRound.isUnderWay();
	}

	/**
	 * Wait until the first round of requests since the start has ended, well or badly.
	 * @param timeout how long to wait at most, reckoned from the start, however often and
	 * late somebody waits
	 * @return whether it has ended
	 */
	public boolean awaitFirstRound(Duration timeout) {
		return this.firstRound.await(timeout);
	}

	/**
	 * Make one attempt. Blocks for as long as the source does.
	 * @return when the next attempt is due
	 * @throws CancellationException if the thread was interrupted, which is no failure
	 */
	Instant attempt() {
		Instant attemptBegan = this.clock.instant();
		Round current = (this.round != null) ? this.round : new Round(attemptBegan, 0);
		try {
			return succeeded(this.source.fetch(), current);
		}
		catch (TokenAcquisitionException ex) {
			return failed(ex, current, attemptBegan);
		}
		catch (CancellationException ex) {
			throw ex;
		}
		catch (RuntimeException | LinkageError ex) {
			this.log.unexpected(ex);
			return failed(
					new TokenAcquisitionException(Reason.TRANSIENT,
							"The request for a token failed unexpectedly: " + ex.getClass().getName(), null, null),
					current, attemptBegan);
		}
	}

	private Instant succeeded(EntraToken token, Round current) {
		TokenState before = this.state;
		Instant now = this.clock.instant();
		EntraToken known = before.token();
		if (known != null && isNoBetter(token, known)) {
			Instant next = this.refreshPolicy.lookAgainAt(known, now);
			this.log.unchanged(known, next);
			end(before.waiting(next));
			this.listeners.tell((listener) -> listener.onUnchanged(known, current.lasted(now)));
			return next;
		}
		Instant due = this.refreshPolicy.dueAt(token, this.random.getAsDouble());
		Instant next = notBefore(now.plus(RefreshPolicy.MINIMUM_INTERVAL), due);
		this.log.renewed(before, token, now, next);
		end(before.renewed(token, next));
		this.listeners.tell((listener) -> listener.onRenewed(token, current.lasted(now)));
		return next;
	}

	private boolean isNoBetter(EntraToken token, EntraToken known) {
		if (token.secret().equals(known.secret())) {
			return true;
		}
		return !token.expiresAt().isAfter(known.expiresAt()) && !isRefused(known);
	}

	private Instant failed(TokenAcquisitionException failure, Round current, Instant attemptBegan) {
		TokenState before = this.state;
		Instant now = this.clock.instant();
		double jitter = this.random.getAsDouble();
		if (this.retryPolicy.permitsRetry(current.retries(), failure)) {
			Instant next = now.plus(this.retryPolicy.beforeRetry(current.retries(), failure, jitter));
			this.log.retrying(failure, next);
			this.round = current.retried();
			this.state = before.waiting(next, failure);
			return next;
		}
		// A request that hung has waited already: the pace is from request to request.
		Instant from = (failure.retryAfter() != null) ? now : attemptBegan;
		Instant next = notBefore(now.plus(RefreshPolicy.MINIMUM_INTERVAL),
				from.plus(this.retryPolicy.beforeNextRound(failure, jitter)));
		this.log.failed(before, failure, now, next);
		end(before.failed(failure, current.began(), next));
		this.listeners.tell((listener) -> listener.onFailed(failure, current.lasted(now)));
		return next;
	}

	private static Instant notBefore(Instant soonest, Instant due) {
		return due.isAfter(soonest) ? due : soonest;
	}

	private void end(TokenState outcome) {
		this.round = null;
		this.state = outcome;
		this.firstRound.end();
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
