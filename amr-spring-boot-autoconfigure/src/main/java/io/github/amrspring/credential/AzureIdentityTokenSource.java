package io.github.amrspring.credential;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenRequestContext;
import io.github.amrspring.token.EntraToken;
import io.github.amrspring.token.TokenAcquisitionException;
import io.github.amrspring.token.TokenAcquisitionException.Reason;
import io.github.amrspring.token.TokenSource;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Asks azure-identity for one token, under a deadline.
 * <p>
 * The request runs on a daemon thread of its own. When the deadline passes, the request
 * is interrupted and abandoned; the few that do not heed that do not keep the next one
 * waiting.
 *
 * @since 0.1.0
 */
public final class AzureIdentityTokenSource implements TokenSource, AutoCloseable {

	private static final int MAXIMUM_REQUESTS = 4;

	private final CredentialFactory credentials;

	private final List<String> scopes;

	private final @Nullable String username;

	private final Duration timeout;

	private final Clock clock;

	private final FailureClassifier failures;

	private final ExecutorService requests;

	/**
	 * Create a token source.
	 * @param credentials builds a credential for each request
	 * @param scopes the scopes to ask for
	 * @param username the Redis user name, or {@code null} for the token's {@code oid}
	 * claim
	 * @param timeout the deadline of one request
	 * @param clock the time
	 */
	public AzureIdentityTokenSource(CredentialFactory credentials, List<String> scopes, @Nullable String username,
			Duration timeout, Clock clock) {
		this.credentials = credentials;
		this.scopes = List.copyOf(scopes);
		this.username = username;
		this.timeout = timeout;
		this.clock = clock;
		this.failures = new FailureClassifier(credentials.identity());
		this.requests = createExecutor();
	}

	private static ExecutorService createExecutor() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("amr-token-request-");
		threads.setDaemon(true);
		return new ThreadPoolExecutor(0, MAXIMUM_REQUESTS, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
	}

	@Override
	public EntraToken fetch() {
		LastAnswer answer = new LastAnswer(this.clock);
		Future<EntraToken> request = submit(answer);
		try {
			return request.get(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			String where = (answer.address() != null) ? " from " + answer.address() : "";
			throw failure(Reason.TIMEOUT, "no answer" + where + " within " + this.timeout);
		}
		catch (ExecutionException ex) {
			if (this.requests.isShutdown()) {
				throw closed();
			}
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			throw (cause instanceof TokenAcquisitionException failure) ? failure
					: this.failures.classify(cause, answer);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("The request for a token was interrupted");
		}
		finally {
			request.cancel(true);
		}
	}

	private Future<EntraToken> submit(LastAnswer answer) {
		TokenRequestContext context = new TokenRequestContext().setScopes(this.scopes);
		try {
			return this.requests.submit(() -> convert(this.credentials.create(answer).getToken(context).block()));
		}
		catch (RejectedExecutionException ex) {
			if (this.requests.isShutdown()) {
				throw closed();
			}
			throw failure(Reason.TIMEOUT, MAXIMUM_REQUESTS + " earlier requests still hang");
		}
	}

	private static CancellationException closed() {
		return new CancellationException("The token source is closed");
	}

	private EntraToken convert(@Nullable AccessToken token) {
		if (token == null || token.getToken() == null || token.getToken().isBlank()) {
			throw failure(Reason.TRANSIENT, "the answer has no token");
		}
		if (token.getExpiresAt() == null) {
			throw failure(Reason.TRANSIENT, "the token in the answer has no expiry");
		}
		Instant now = this.clock.instant();
		Instant expiresAt = token.getExpiresAt().toInstant();
		if (!expiresAt.isAfter(now)) {
			throw failure(Reason.TRANSIENT,
					"the token in the answer expired at " + expiresAt + ", which is not after this machine's clock");
		}
		return new EntraToken(username(token.getToken()), token.getToken(), now, expiresAt);
	}

	private String username(String token) {
		String name = (this.username != null) ? this.username : ObjectIdClaim.of(token);
		if (name == null) {
			throw failure(Reason.CONFIGURATION, "the token has no 'oid' claim to be used as the Redis user name, "
					+ "set 'amr.identity.username' to the object id of the identity");
		}
		return name;
	}

	private TokenAcquisitionException failure(Reason reason, String text) {
		return new TokenAcquisitionException(reason, "No token for " + this.credentials.identity() + ": " + text, null,
				null);
	}

	/**
	 * Interrupt requests that are under way.
	 */
	@Override
	public void close() {
		this.requests.shutdownNow();
	}

	@Override
	public String toString() {
		return this.credentials.identity().toString();
	}

}
