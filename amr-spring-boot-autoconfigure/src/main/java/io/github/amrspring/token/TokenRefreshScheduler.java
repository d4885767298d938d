package io.github.amrspring.token;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledFuture;

import io.github.amrspring.token.TokenAcquisitionException.Reason;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.log.LogMessage;
import org.springframework.scheduling.TaskScheduler;

/**
 * Waits for the one next attempt of a {@link TokenRefresher}, for as long as the
 * application lives.
 * <p>
 * The first attempt begins as soon as the bean exists, beside the rest of the startup;
 * {@link #start()} waits for it. As the first to start and the last to stop, it outlives
 * the connections. It can be started again after a stop, however long that lasted.
 *
 * @since 0.1.0
 */
public final class TokenRefreshScheduler implements SmartLifecycle, InitializingBean, DisposableBean {

	private static final Log logger = LogFactory.getLog(TokenRefreshScheduler.class);

	private static final Duration AFTER_UNEXPECTED_FAILURE = Duration.ofSeconds(30);

	private final TokenRefresher refresher;

	private final Duration startupTimeout;

	private final boolean failFast;

	private final TaskScheduler scheduler;

	private final Object monitor = new Object();

	private @Nullable ScheduledFuture<?> next;

	private Instant due = Instant.MIN;

	private Instant soonest = Instant.MIN;

	private Instant wanted = Instant.MAX;

	private long ticket;

	private boolean attempting;

	private boolean active;

	private volatile boolean running;

	/**
	 * Create a scheduler, which begins with {@link #afterPropertiesSet()}.
	 * @param refresher what makes the attempts
	 * @param startupTimeout how long {@link #start()} waits at most for the first token
	 * @param failFast whether {@link #start()} fails without a token
	 * @param scheduler runs the attempts, which block a thread of it
	 */
	public TokenRefreshScheduler(TokenRefresher refresher, Duration startupTimeout, boolean failFast,
			TaskScheduler scheduler) {
		this.refresher = refresher;
		this.startupTimeout = startupTimeout;
		this.failFast = failFast;
		this.scheduler = scheduler;
	}

	@Override
	public void afterPropertiesSet() {
		activate();
	}

	private void activate() {
		synchronized (this.monitor) {
			if (!this.active) {
				this.active = true;
				this.refresher.begin();
				schedule(now());
			}
		}
	}

	/**
	 * Wait for the first token, at most for the startup timeout.
	 * @throws TokenAcquisitionException if there is none and startup is to fail fast
	 */
	@Override
	public void start() {
		activate();
		this.running = true;
		boolean ended = this.refresher.awaitFirstRound(this.startupTimeout);
		if (this.refresher.usableToken() != null) {
			return;
		}
		if (this.failFast) {
			throw noToken();
		}
		if (!ended) {
			logger.warn(LogMessage.format("No Entra token within the startup timeout of %s, going on without",
					this.startupTimeout));
		}
	}

	private TokenAcquisitionException noToken() {
		TokenAcquisitionException failure = this.refresher.state().lastFailure();
		return (failure != null) ? failure
				: new TokenAcquisitionException(Reason.TIMEOUT,
						"No answer to the request for a token within the startup timeout of " + this.startupTimeout,
						null, null);
	}

	/**
	 * Bring the next attempt forward, if it would come later. Returns at once; while an
	 * attempt is under way, the one after it is meant.
	 * @param latest when to make it, but not right after the one before
	 */
	public void refreshBy(Instant latest) {
		synchronized (this.monitor) {
			if (this.attempting) {
				this.wanted = earlier(this.wanted, latest);
			}
			else if (this.active && latest.isBefore(this.due) && this.soonest.isBefore(this.due)) {
				Instant when = latest.isBefore(this.soonest) ? this.soonest : latest;
				schedule(when);
				this.refresher.broughtForward(when);
			}
		}
	}

	@Override
	public void stop() {
		synchronized (this.monitor) {
			this.active = false;
			cancelNext();
		}
		this.running = false;
	}

	@Override
	public void destroy() {
		stop();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	private void schedule(Instant when) {
		cancelNext();
		this.due = when;
		long ticket = ++this.ticket;
		this.next = this.scheduler.schedule(() -> attempt(ticket), when);
	}

	private void cancelNext() {
		if (this.next != null) {
			this.next.cancel(false);
			this.next = null;
		}
	}

	/**
	 * Run one attempt and schedule exactly one next.
	 * @param ticket the number of the schedule entry; an older one than the newest was
	 * replaced before it could be cancelled
	 */
	private void attempt(long ticket) {
		synchronized (this.monitor) {
			if (!this.active || this.attempting || ticket != this.ticket) {
				return;
			}
			this.attempting = true;
			this.wanted = Instant.MAX;
		}
		Instant due = attemptSafely();
		synchronized (this.monitor) {
			this.attempting = false;
			this.soonest = now().plus(RefreshPolicy.MINIMUM_INTERVAL);
			if (this.active) {
				schedule(due);
				refreshBy(this.wanted);
			}
		}
	}

	private Instant attemptSafely() {
		try {
			return this.refresher.attempt();
		}
		catch (CancellationException ex) {
			logger.debug("Renewal of the Entra token was interrupted");
			return now().plus(AFTER_UNEXPECTED_FAILURE);
		}
		catch (Throwable ex) {
			Instant due = now().plus(AFTER_UNEXPECTED_FAILURE);
			logger.error(
					LogMessage.format("Unexpected failure while renewing the Entra token, next attempt at %s", due),
					ex);
			return due;
		}
	}

	private static Instant earlier(Instant first, Instant second) {
		return first.isBefore(second) ? first : second;
	}

	private Instant now() {
		return this.scheduler.getClock().instant();
	}

}
