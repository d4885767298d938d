package io.github.amrspring.health;

import java.time.Clock;

import io.github.amrspring.token.EntraToken;
import io.github.amrspring.token.LiveConnections;
import io.github.amrspring.token.TokenRefresher;
import io.github.amrspring.token.TokenState;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * {@link HealthIndicator} of the token: up while it can be used, whatever became of
 * attempts to renew it. Reads what is known, without a request.
 *
 * @since 0.1.0
 */
public class EntraTokenHealthIndicator extends AbstractHealthIndicator {

	private final String identity;

	private final TokenRefresher tokens;

	private final LiveConnections connections;

	private final Clock clock;

	/**
	 * Create a health indicator.
	 * @param identity the name of the identity
	 * @param tokens keeps the token
	 * @param connections the connections that live on it
	 * @param clock the time
	 */
	public EntraTokenHealthIndicator(String identity, TokenRefresher tokens, LiveConnections connections, Clock clock) {
		super("Entra token health check failed");
		this.identity = identity;
		this.tokens = tokens;
		this.connections = connections;
		this.clock = clock;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		TokenState state = this.tokens.state();
		builder.status((state.usableToken(this.clock.instant()) != null) ? Status.UP : Status.DOWN);
		builder.withDetail("identity", this.identity);
		EntraToken token = state.token();
		if (token != null) {
			builder.withDetail("username", token.username());
			builder.withDetail("expiry", token.expiresAt());
		}
		addIfKnown(builder, "nextRenewal", state.nextAttempt());
		builder.withDetail("failuresInARow", state.failedRounds());
		addIfKnown(builder, "lastFailure", (state.lastFailure() != null) ? state.lastFailure().getMessage() : null);
		builder.withDetail("liveConnections", this.connections.count());
		addIfKnown(builder, "lastReauthentication", this.connections.lastReauthentication());
	}

	private static void addIfKnown(Health.Builder builder, String key, @Nullable Object value) {
		if (value != null) {
			builder.withDetail(key, value);
		}
	}

}
