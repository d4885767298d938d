package io.github.amrspring.token;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.Trigger;

/**
 * {@link TaskScheduler} whose time is moved by hand: {@link #advance} runs what falls due
 * on the calling thread, each task at its own instant.
 */
public final class ManualTaskScheduler implements TaskScheduler {

	/**
	 * More tasks than this without any progress of the clock are a hot loop.
	 */
	private static final int MAXIMUM_TASKS_AT_ONCE = 20_000;

	private final PriorityQueue<Task> tasks = new PriorityQueue<>(
			Comparator.comparing(Task::due).thenComparing(Task::number));

	private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));

	private long number;

	@Override
	public Clock getClock() {
		return this.clock;
	}

	/**
	 * Return the current time.
	 * @return the time
	 */
	public Instant now() {
		return this.clock.instant();
	}

	/**
	 * Move the clock and run everything that falls due on the way, also what is scheduled
	 * on the way.
	 * @param duration how far to move
	 */
	public void advance(Duration duration) {
		Instant end = now().plus(duration);
		int tasksAtOnce = 0;
		for (Task task = pollUntil(end); task != null; task = pollUntil(end)) {
			tasksAtOnce = (task.due().isAfter(now())) ? 0 : tasksAtOnce + 1;
			if (tasksAtOnce > MAXIMUM_TASKS_AT_ONCE) {
				throw new AssertionError("Hot loop at " + now());
			}
			this.clock.moveTo(task.due());
			task.run();
		}
		this.clock.moveTo(end);
	}

	/**
	 * Run what is due now.
	 */
	public void runDue() {
		advance(Duration.ZERO);
	}

	/**
	 * Move the clock without running anything, as a slow task does.
	 * @param duration how far to move
	 */
	public void elapse(Duration duration) {
		this.clock.moveTo(now().plus(duration));
	}

	/**
	 * Return how many tasks wait.
	 * @return the number of tasks that have neither run nor been cancelled
	 */
	public synchronized int pendingTasks() {
		return this.tasks.size();
	}

	/**
	 * Return when the next task is due.
	 * @return the instant
	 */
	public synchronized Instant nextTask() {
		return this.tasks.element().due();
	}

	private synchronized @Nullable Task pollUntil(Instant end) {
		Task first = this.tasks.peek();
		return (first != null && !first.due().isAfter(end)) ? this.tasks.poll() : null;
	}

	@Override
	public synchronized ScheduledFuture<?> schedule(Runnable task, Instant startTime) {
		Task entry = new Task(task, startTime, this.number++);
		this.tasks.add(entry);
		return entry;
	}

	private synchronized boolean remove(Task task) {
		return this.tasks.remove(task);
	}

	@Override
	public @Nullable ScheduledFuture<?> schedule(Runnable task, Trigger trigger) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Instant startTime, Duration period) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Duration period) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Instant startTime, Duration delay) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Duration delay) {
		throw new UnsupportedOperationException();
	}

	private static final class ManualClock extends Clock {

		private volatile Instant now;

		private ManualClock(Instant now) {
			this.now = now;
		}

		private void moveTo(Instant instant) {
			if (instant.isAfter(this.now)) {
				this.now = instant;
			}
		}

		@Override
		public Instant instant() {
			return this.now;
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			throw new UnsupportedOperationException();
		}

	}

	private final class Task implements ScheduledFuture<Object> {

		private final Runnable work;

		private final Instant due;

		private final long number;

		private volatile boolean cancelled;

		private volatile boolean ran;

		private Task(Runnable work, Instant due, long number) {
			this.work = work;
			this.due = due;
			this.number = number;
		}

		private Instant due() {
			return this.due;
		}

		private long number() {
			return this.number;
		}

		private void run() {
			this.ran = true;
			this.work.run();
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			if (!remove(this)) {
				return false;
			}
			this.cancelled = true;
			return true;
		}

		@Override
		public boolean isCancelled() {
			return this.cancelled;
		}

		@Override
		public boolean isDone() {
			return this.ran || this.cancelled;
		}

		@Override
		public Object get() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Object get(long timeout, TimeUnit unit) {
			throw new UnsupportedOperationException();
		}

		@Override
		public long getDelay(TimeUnit unit) {
			return unit.convert(Duration.between(now(), this.due));
		}

		@Override
		public int compareTo(Delayed other) {
			return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
		}

	}

}
