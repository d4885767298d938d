package io.github.amrspring.lettuce;

import java.time.Duration;
import java.time.Instant;
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
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.scheduling.TaskScheduler;

/**
 * Gives the current token to each new connection, and each new token to every live one.
 * <p>
 * Both happen without blocking an event loop: a handshake is answered at once, with a
 * token or with an {@link EntraTokenUnavailableException}, and live connections are sent
 * a token from a thread of our own.
 *
 * @since 0.1.0
 */
public final class EntraRedisCredentialsProvider
		implements ImmediateRedisCredentialsProvider, TokenRefreshListener, LiveConnections {

	private final TokenRefresher tokens;

	private final Duration startupTimeout;

	private final CredentialsStream stream;

	private final TaskScheduler scheduler;

	private volatile @Nullable Instant lastReauthentication;

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
		this.scheduler = scheduler;
		this.stream = new CredentialsStream(tokens, spread, scheduler, random);
	}

	/**
	 * Return the current token, to somebody who does not open a connection with it:
	 * {@code RedisURI.toString()} asks for credentials to mask them.
	 * @return the credentials, already there
	 * @throws EntraTokenUnavailableException if there is no token that has not expired
	 */
	@Override
	public Mono<RedisCredentials> resolveCredentials() {
		return Mono.just(credentials(currentToken()));
	}

	/**
	 * Return the current token for a handshake. Blocks only while the first token of the
	 * application is on its way, at most for the startup timeout, and never an event
	 * loop.
	 * @return the credentials
	 * @throws EntraTokenUnavailableException if there is no token that has not expired
	 */
	@Override
	public RedisCredentials resolveCredentialsNow() {
		EntraToken token = currentToken();
		this.stream.handshakeBegan(token);
		return credentials(token);
	}

	private EntraToken currentToken() {
		if (this.tokens.state().token() == null && this.tokens.isFirstRoundUnderWay() && mayBlock()) {
			this.tokens.awaitFirstRound(this.startupTimeout);
		}
		EntraToken token = this.tokens.usableToken();
		if (token == null) {
			throw unavailable(this.tokens.state());
		}
		return token;
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
		return this.stream.flux();
	}

	@Override
	public void onRenewed(EntraToken token, Duration took) {
		this.stream.announce(token);
	}

	/**
	 * A refusal may have been of the moment, so a token that was refused and cannot be
	 * replaced is sent again.
	 */
	@Override
	public void onUnchanged(EntraToken token, Duration took) {
		if (this.tokens.isRefused(token)) {
			this.stream.announce(token);
		}
	}

	@Override
	public void onReauthentication(ReauthenticationOutcome outcome, Duration afterRenewal) {
		if (outcome == ReauthenticationOutcome.SUCCESS) {
			this.lastReauthentication = this.scheduler.getClock().instant();
		}
	}

	@Override
	public int count() {
		return this.stream.connections();
	}

	@Override
	public @Nullable Instant lastReauthentication() {
		return this.lastReauthentication;
	}

}
