package io.github.amrspring.lettuce;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.function.DoubleSupplier;

import io.github.amrspring.token.EntraToken;
import io.github.amrspring.token.LiveConnections;
import io.github.amrspring.token.ReauthenticationOutcome;
import io.github.amrspring.token.TokenRefreshListener;
import io.github.amrspring.token.TokenRefresher;
import io.github.amrspring.token.TokenState;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider.ImmediateRedisCredentialsProvider;
import io.netty.util.concurrent.FastThreadLocalThread;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Schedulers;

import org.springframework.scheduling.TaskScheduler;

/**
 * Gives the current token to each new connection, and each new token to every live one.
 * <p>
 * A new connection asks once, in its handshake, and is answered at once: with a token, or
 * with an {@link EntraTokenUnavailableException}. Live connections subscribe
 * ({@code io.lettuce.core.RedisAuthenticationHandler}) and are sent each new token at a
 * random moment of the spread, because Microsoft asks for staggered AUTH commands. The
 * stream does not repeat the current token to a new subscriber, which would authenticate
 * it twice, and never ends or fails, which would silently end its re-authentication.
 *
 * @since 0.1.0
 */
public final class EntraRedisCredentialsProvider
		implements ImmediateRedisCredentialsProvider, TokenRefreshListener, LiveConnections {

	/**
	 * How long a handshake may last that began with the previous token. A connection that
	 * subscribes later than this after a renewal has the new one.
	 */
	private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(30);

	private final TokenRefresher tokens;

	private final Duration startupTimeout;

	private final Duration spread;

	private final TaskScheduler scheduler;

	private final DoubleSupplier random;

	private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();

	private volatile Instant lastHandshake = Instant.EPOCH;

	private volatile Instant handshakesWithPreviousTokenUntil = Instant.EPOCH;

	private volatile @Nullable Instant lastReauthentication;

	private @Nullable EntraToken announced;

	/**
	 * Create a provider.
	 * @param tokens keeps the token
	 * @param startupTimeout how long a caller that may block waits while the very first
	 * token is on its way
	 * @param spread the time over which live connections are sent a new token
	 * @param scheduler runs the sending; sending never blocks
	 * @param random numbers in [0, 1)
	 */
	public EntraRedisCredentialsProvider(TokenRefresher tokens, Duration startupTimeout, Duration spread,
			TaskScheduler scheduler, DoubleSupplier random) {
		this.tokens = tokens;
		this.startupTimeout = startupTimeout;
		this.spread = spread;
		this.scheduler = scheduler;
		this.random = random;
	}

	/**
	 * Return the current token. Blocks only while the first token of the application is
	 * on its way, at most for the startup timeout, and never an event loop.
	 * @return the credentials
	 * @throws EntraTokenUnavailableException if there is no token that has not expired
	 */
	@Override
	public RedisCredentials resolveCredentialsNow() {
		if (this.tokens.state().token() == null && this.tokens.isFirstRoundUnderWay() && mayBlock()) {
			this.tokens.awaitFirstRound(this.startupTimeout);
		}
		// Set before the token is read, so that a renewal in between knows of the
		// handshake.
		this.lastHandshake = now();
		EntraToken token = this.tokens.usableToken();
		if (token == null) {
			throw unavailable(this.tokens.state());
		}
		return credentials(token);
	}

	private static boolean mayBlock() {
		return !(Thread.currentThread() instanceof FastThreadLocalThread) && !Schedulers.isInNonBlockingThread();
	}

	private static EntraTokenUnavailableException unavailable(TokenState state) {
		String fact = (state.token() != null) ? "The Entra token for Redis expired at " + state.token().expiresAt()
				: "There is no Entra token for Redis yet";
		String reason = (state.lastFailure() != null) ? ". " + state.lastFailure().getMessage() : "";
		String outlook = (state.nextAttempt() != null) ? ". Next attempt at " + state.nextAttempt() : "";
		return new EntraTokenUnavailableException(fact + reason + outlook, state.lastFailure());
	}

	private static RedisCredentials credentials(EntraToken token) {
		return RedisCredentials.just(token.username(), token.secret());
	}

	@Override
	public boolean supportsStreaming() {
		return true;
	}

	@Override
	public Flux<RedisCredentials> credentials() {
		return Flux.create(this::subscribe);
	}

	private void subscribe(FluxSink<RedisCredentials> sink) {
		Subscription subscription = new Subscription(sink);
		this.subscriptions.add(subscription);
		sink.onDispose(() -> {
			this.subscriptions.remove(subscription);
			subscription.cancel();
		});
		Instant now = now();
		if (now.isBefore(this.handshakesWithPreviousTokenUntil)) {
			subscription.sendAt(now);
		}
	}

	@Override
	public void onRenewed(EntraToken token, Duration took) {
		Instant now = now();
		this.handshakesWithPreviousTokenUntil = this.lastHandshake.plus(HANDSHAKE_TIMEOUT);
		Duration bound = bound(this.announced, now);
		this.announced = token;
		this.subscriptions.forEach((subscription) -> subscription.sendAt(now.plus(randomPartOf(bound))));
	}

	/**
	 * The spread, but never more than half of what the previous token has left.
	 */
	private Duration bound(@Nullable EntraToken previous, Instant now) {
		long left = (previous != null) ? previous.remaining(now).toMillis() / 2 : 0;
		return Duration.ofMillis(Math.max(0, Math.min(left, this.spread.toMillis())));
	}

	private Duration randomPartOf(Duration bound) {
		return Duration.ofMillis((long) (bound.toMillis() * this.random.getAsDouble()));
	}

	@Override
	public void onReauthentication(ReauthenticationOutcome outcome, Duration afterRenewal) {
		if (outcome == ReauthenticationOutcome.SUCCESS) {
			this.lastReauthentication = now();
		}
	}

	@Override
	public int count() {
		return this.subscriptions.size();
	}

	@Override
	public @Nullable Instant lastReauthentication() {
		return this.lastReauthentication;
	}

	private Instant now() {
		return this.scheduler.getClock().instant();
	}

	/**
	 * One live connection.
	 */
	private final class Subscription {

		private final FluxSink<RedisCredentials> sink;

		private @Nullable ScheduledFuture<?> sending;

		private Subscription(FluxSink<RedisCredentials> sink) {
			this.sink = sink;
		}

		private synchronized void sendAt(Instant when) {
			cancel();
			this.sending = EntraRedisCredentialsProvider.this.scheduler.schedule(this::send, when);
		}

		private synchronized void cancel() {
			if (this.sending != null) {
				this.sending.cancel(false);
			}
		}

		private void send() {
			EntraToken token = EntraRedisCredentialsProvider.this.tokens.usableToken();
			if (token != null) {
				this.sink.next(credentials(token));
			}
		}

	}

}
