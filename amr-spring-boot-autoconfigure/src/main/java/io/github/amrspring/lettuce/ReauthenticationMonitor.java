package io.github.amrspring.lettuce;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

import io.github.amrspring.token.EntraToken;
import io.github.amrspring.token.ReauthenticationOutcome;
import io.github.amrspring.token.TokenRefreshListeners;
import io.github.amrspring.token.TokenRefresher;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.event.Event;
import io.lettuce.core.event.EventBus;
import io.lettuce.core.event.connection.ReauthenticationEvent;
import io.lettuce.core.event.connection.ReauthenticationFailedEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.Disposable;

import org.springframework.core.log.LogMessage;

/**
 * Watches how live connections answer a new token.
 * <p>
 * A refused token is renewed, but neither sooner nor more often than after a pause: if
 * the server refuses every token, the identity provider must not be asked in a loop.
 *
 * @since 0.1.0
 */
public final class ReauthenticationMonitor implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ReauthenticationMonitor.class);

	private final TokenRefresher tokens;

	private final Consumer<Instant> renewal;

	private final Duration pause;

	private final TokenRefreshListeners listeners;

	private final Clock clock;

	private final Disposable subscription;

	private volatile Instant quietUntil = Instant.EPOCH;

	/**
	 * Create a monitor and start watching.
	 * @param events Lettuce's events
	 * @param tokens keeps the token
	 * @param renewal brings the next renewal forward to an instant
	 * @param pause shortest life of a refused token before it is renewed, and shortest
	 * time between two such renewals
	 * @param listeners told about every outcome
	 * @param clock the time
	 */
	public ReauthenticationMonitor(EventBus events, TokenRefresher tokens, Consumer<Instant> renewal, Duration pause,
			TokenRefreshListeners listeners, Clock clock) {
		this.tokens = tokens;
		this.renewal = renewal;
		this.pause = pause;
		this.listeners = listeners;
		this.clock = clock;
		this.subscription = events.get().subscribe(this::onEvent);
	}

	private void onEvent(Event event) {
		if (event instanceof ReauthenticationEvent) {
			report(ReauthenticationOutcome.SUCCESS);
		}
		else if (event instanceof ReauthenticationFailedEvent failed) {
			ReauthenticationOutcome outcome = outcome(failed.getCause());
			if (outcome == ReauthenticationOutcome.REJECTED) {
				onRejected(failed.getCause());
			}
			report(outcome);
		}
	}

	private static ReauthenticationOutcome outcome(Throwable cause) {
		if (cause instanceof RedisCommandExecutionException) {
			return ReauthenticationOutcome.REJECTED;
		}
		return (cause instanceof RedisCommandTimeoutException) ? ReauthenticationOutcome.TIMEOUT
				: ReauthenticationOutcome.CLOSED;
	}

	private void onRejected(Throwable cause) {
		EntraToken token = this.tokens.state().token();
		Instant now = this.clock.instant();
		if (token == null || now.isBefore(this.quietUntil)) {
			return;
		}
		this.quietUntil = now.plus(this.pause);
		Instant renewBy = token.obtainedAt().plus(this.pause);
		logger.warn(LogMessage.format("Redis refused the new Entra token of '%s', to be renewed at %s: %s",
				token.username(), renewBy, cause.getMessage()));
		this.tokens.refused(token);
		this.renewal.accept(renewBy);
	}

	private void report(ReauthenticationOutcome outcome) {
		EntraToken token = this.tokens.state().token();
		Duration afterRenewal = (token != null) ? Duration.between(token.obtainedAt(), this.clock.instant())
				: Duration.ZERO;
		this.listeners.tell((listener) -> listener.onReauthentication(outcome, afterRenewal));
	}

	@Override
	public void close() {
		this.subscription.dispose();
	}

}
