package io.github.amrspring.token;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The first round of requests since the start, for which others may wait.
 */
final class FirstRound {

	private final Clock clock;

	private volatile CountDownLatch end = new CountDownLatch(1);

	private volatile Instant began;

	FirstRound(Clock clock) {
		this.clock = clock;
		this.began = clock.instant();
	}

	/**
	 * Begin anew. Who waits already goes on waiting.
	 */
	void begin() {
		CountDownLatch previous = this.end;
		this.began = this.clock.instant();
		this.end = new CountDownLatch(1);
		previous.countDown();
	}

	void end() {
		this.end.countDown();
	}

	boolean isUnderWay() {
		return this.end.getCount() > 0;
	}

	/**
	 * Wait for the end.
	 * @param timeout how long to wait at most, reckoned from the beginning, however often
	 * and late somebody waits
	 * @return whether the round has ended
	 */
	boolean await(Duration timeout) {
		try {
			while (isUnderWay()) {
				Duration left = timeout.minus(Duration.between(this.began, this.clock.instant()));
				if (!this.end.await(left.toMillis(), TimeUnit.MILLISECONDS)) {
					return false;
				}
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
