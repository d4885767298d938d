package io.github.amrspring.lettuce;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.function.DoubleSupplier;

import io.github.amrspring.token.EntraToken;
import io.github.amrspring.token.TokenRefresher;
import io.lettuce.core.RedisCredentials;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

import org.springframework.scheduling.TaskScheduler;

/**
 * Sends each new token to every live connection, at a random moment of the spread,
 * because Microsoft asks for staggered AUTH commands.
 * <p>
 * A connection subscribes when it is established
 * ({@code io.lettuce.core.RedisAuthenticationHandler}). It is not sent the token that it
 * already has from its handshake, which would authenticate it twice. The stream never
 * ends or fails, which would silently end the re-authentication of the connection.
 */
final class CredentialsStream {

	private final TokenRefresher tokens;

	private final Duration spread;

	private final TaskScheduler scheduler;

	private final DoubleSupplier random;

	private final PendingHandshakes handshakes = new PendingHandshakes();

	private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

	private @Nullable EntraToken announced;

	CredentialsStream(TokenRefresher tokens, Duration spread, TaskScheduler scheduler, DoubleSupplier random) {
		this.tokens = tokens;
		this.spread = spread;
		this.scheduler = scheduler;
		this.random = random;
	}

	/**
	 * Take note that a connection is given a token in its handshake.
	 * @param token the token
	 */
	void handshakeBegan(EntraToken token) {
		this.handshakes.began(token, now());
	}

	Flux<RedisCredentials> flux() {
		return Flux.create(this::subscribe);
	}

	private void subscribe(FluxSink<RedisCredentials> sink) {
		Connection connection = new Connection(sink);
		// Added first, so that a renewal from here on reaches it one way or the other.
		this.connections.add(connection);
		sink.onDispose(() -> {
			this.connections.remove(connection);
			connection.cancel();
		});
		Instant now = now();
		EntraToken current = this.tokens.usableToken();
		if (current != null && this.handshakes.ended(current, now)) {
			connection.sendAt(now);
		}
	}

	/**
	 * Send a new token to every live connection.
	 * @param token the new token
	 */
	void announce(EntraToken token) {
		Instant now = now();
		Duration bound = bound(this.announced, now);
		this.announced = token;
		this.connections.forEach((connection) -> connection.sendAt(now.plus(randomPartOf(bound))));
	}

	/**
	 * The spread, but never more than half of what the previous token has left.
	 */
	private Duration bound(@Nullable EntraToken previous, Instant now) {
		if (previous == null || previous.isExpired(now)) {
			return Duration.ZERO;
		}
		Duration half = previous.remaining(now).dividedBy(2);
		return (half.compareTo(this.spread) < 0) ? half : this.spread;
	}

	private Duration randomPartOf(Duration bound) {
		return Duration.ofMillis((long) (bound.toMillis() * this.random.getAsDouble()));
	}

	/**
	 * Return how many connections are subscribed.
	 * @return the number of live connections
	 */
	int connections() {
		return this.connections.size();
	}

	private Instant now() {
		return this.scheduler.getClock().instant();
	}

	/**
	 * One live connection.
	 */
	private final class Connection {

		private final FluxSink<RedisCredentials> sink;

		private Instant due = Instant.MAX;

		private @Nullable ScheduledFuture<?> sending;

		private Connection(FluxSink<RedisCredentials> sink) {
			this.sink = sink;
		}

		/**
		 * Send the then current token, unless that is to happen even earlier.
		 */
		private synchronized void sendAt(Instant when) {
			if (this.sending != null && !this.sending.isDone() && !when.isBefore(this.due)) {
				return;
			}
			cancel();
			this.due = when;
			this.sending = CredentialsStream.this.scheduler.schedule(this::send, when);
		}

		private synchronized void cancel() {
			if (this.sending != null) {
				this.sending.cancel(false);
			}
		}

		private void send() {
			EntraToken token = CredentialsStream.this.tokens.usableToken();
			if (token != null) {
				this.sink.next(RedisCredentials.just(token.username(), token.secret()));
			}
		}

	}

}
