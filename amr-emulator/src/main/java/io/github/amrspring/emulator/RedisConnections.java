package io.github.amrspring.emulator;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.netty.channel.Channel;

/**
 * The clients' connections. Safe for use by many threads.
 */
final class RedisConnections {

	private final Set<Channel> accepted = ConcurrentHashMap.newKeySet();

	private final AtomicInteger open = new AtomicInteger();

	private final LongAdder total = new LongAdder();

	private volatile boolean stopped;

	/**
	 * Takes in a connection that has yet to do its TLS handshake.
	 */
	// Nothing is left to do when the close fails.
	@SuppressWarnings("FutureReturnValueIgnored")
	void accepted(Channel client) {
		this.accepted.add(client);
		client.closeFuture().addListener((closed) -> this.accepted.remove(client));
		if (this.stopped) {
			client.close();
		}
	}

	/**
	 * Counts a connection from its TLS handshake on.
	 */
	void established(Channel client) {
		this.total.increment();
		this.open.incrementAndGet();
		client.closeFuture().addListener((closed) -> this.open.decrementAndGet());
	}

	/**
	 * Closes all connections, and returns when they are.
	 */
	void cut() {
		this.accepted.stream().map(Channel::close).toList().forEach((closing) -> closing.awaitUninterruptibly());
	}

	/**
	 * Closes all connections, and those still to come.
	 */
	void stop() {
		this.stopped = true;
		cut();
	}

	int open() {
		return this.open.get();
	}

	long total() {
		return this.total.sum();
	}

}
