package io.github.amrspring.emulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection when its token expires, unless a newer token came in time. For the
 * thread of its channel.
 */
final class ConnectionExpiry {

	private final Channel client;

	private final Clock clock;

	private final LongAdder cuts;

	private @Nullable Future<?> timer;

	ConnectionExpiry(Channel client, Clock clock, LongAdder cuts) {
		this.client = client;
		this.clock = clock;
		this.cuts = cuts;
	}

	/**
	 * Takes over the expiry of a newer token.
	 */
	void closeAt(Instant expiry) {
		cancel();
		Duration left = Duration.between(this.clock.instant(), expiry);
		this.timer = this.client.eventLoop().schedule(this::cut, left.toNanos(), TimeUnit.NANOSECONDS);
	}

	void cancel() {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

	// Nothing is left to do when the close fails.
	@SuppressWarnings("FutureReturnValueIgnored")
	private void cut() {
		this.cuts.increment();
		this.client.close();
	}

}
