package io.github.amrspring.token;

import java.time.Duration;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Everything that keeps a token fresh, in virtual time and with a scripted source.
 *
 * @param scheduler the time
 * @param source where tokens come from
 * @param listeners told about every round
 * @param events what the listeners were told
 * @param refresher keeps the token
 * @param renewal makes the refresher's attempts
 */
public record VirtualTokens(ManualTaskScheduler scheduler, ScriptedTokenSource source, TokenRefreshListeners listeners,
		RecordingTokenRefreshListener events, TokenRefresher refresher, TokenRefreshScheduler renewal) {

	/**
	 * Default of {@code amr.retry.max-delay}.
	 */
	public static final Duration MAX_DELAY = Duration.ofSeconds(30);

	/**
	 * Default of {@code amr.refresh.request-timeout}.
	 */
	public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(15);

	/**
	 * Create one with the default policies and no jitter.
	 * @return the new one, which does nothing yet
	 */
	public static VirtualTokens create() {
		return create(() -> 0, false);
	}

	/**
	 * Create one with the default policies.
	 * @param random numbers in [0, 1) for jitter
	 * @param failFast whether the start fails without a token; it never waits for one
	 * @return the new one, which does nothing yet
	 */
	public static VirtualTokens create(DoubleSupplier random, boolean failFast) {
		ManualTaskScheduler scheduler = new ManualTaskScheduler();
		ScriptedTokenSource source = new ScriptedTokenSource(scheduler);
		TokenRefreshListeners listeners = new TokenRefreshListeners();
		RecordingTokenRefreshListener events = new RecordingTokenRefreshListener();
		listeners.add(events);
		TokenRefresher refresher = new TokenRefresher(source, new RefreshPolicy(0.75, Duration.ofMinutes(5)),
				new RetryPolicy(3, Duration.ofMillis(100), MAX_DELAY, 2.0), scheduler.getClock(), random, listeners);
		TokenRefreshScheduler renewal = new TokenRefreshScheduler(refresher, Duration.ZERO, failFast, scheduler);
		return new VirtualTokens(scheduler, source, listeners, events, refresher, renewal);
	}

	/**
	 * Begin and make the first attempt.
	 * @return this
	 */
	public VirtualTokens begin() {
		this.renewal.afterPropertiesSet();
		this.scheduler.runDue();
		return this;
	}

	/**
	 * Move the time.
	 * @param duration how far
	 */
	public void advance(Duration duration) {
		this.scheduler.advance(duration);
	}

	/**
	 * Return the token.
	 * @return the token, or {@code null} if there is none that has not expired
	 */
	public @Nullable EntraToken token() {
		return this.refresher.usableToken();
	}

}
