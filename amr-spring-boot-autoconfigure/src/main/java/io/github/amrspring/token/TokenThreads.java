package io.github.amrspring.token;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Owns the two daemon threads, {@code amr-1} and {@code amr-2}: one may wait for the
 * identity provider while the other sends a token to connections. It is no
 * {@link TaskScheduler} itself, so that as a bean it does not take the place of the
 * application's.
 *
 * @since 0.1.0
 */
public final class TokenThreads implements DisposableBean {

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	/**
	 * Create the scheduler; threads start with their first task.
	 */
	public TokenThreads() {
		this.scheduler.setPoolSize(2);
		this.scheduler.setThreadNamePrefix("amr-");
		this.scheduler.setDaemon(true);
		this.scheduler.setRemoveOnCancelPolicy(true);
		this.scheduler.initialize();
	}

	/**
	 * Return the scheduler.
	 * @return the scheduler, which also is the clock
	 */
	public TaskScheduler scheduler() {
		return this.scheduler;
	}

	@Override
	public void destroy() {
		this.scheduler.shutdown();
	}

}
