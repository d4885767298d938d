package io.github.amrspring.token;

import java.time.Duration;
import java.time.Instant;

import org.springframework.util.Assert;

/**
 * A Microsoft Entra ID access token together with the Redis user that it belongs to.
 *
 * @param username the Redis user name, for Azure Managed Redis the object id of the
 * identity
 * @param secret the access token, sent as the password; never printed
 * @param obtainedAt when this application received the token
 * @param expiresAt from when on the token is refused, and connections that still rely on
 * it are closed by the server
 * @since 0.1.0
 */
public record EntraToken(String username, String secret, Instant obtainedAt, Instant expiresAt) {

	public EntraToken {
		Assert.hasText(username, "'username' must not be empty");
		Assert.hasText(secret, "'secret' must not be empty");
		Assert.notNull(obtainedAt, "'obtainedAt' must not be null");
		Assert.notNull(expiresAt, "'expiresAt' must not be null");
		Assert.isTrue(!expiresAt.isBefore(obtainedAt), "'expiresAt' must not be before 'obtainedAt'");
	}

	/**
	 * Return whether the token can no longer be used.
	 * @param now the time to judge at
	 * @return {@code true} from the instant of expiry on
	 */
	public boolean isExpired(Instant now) {
		return !now.isBefore(this.expiresAt);
	}

	/**
	 * Return how long the token can still be used.
	 * @param now the time to judge at
	 * @return the remaining life, negative after expiry
	 */
	public Duration remaining(Instant now) {
		return Duration.between(now, this.expiresAt);
	}

	@Override
	public String toString() {
		return "EntraToken[username=" + this.username + ", secret=******, obtainedAt=" + this.obtainedAt
				+ ", expiresAt=" + this.expiresAt + "]";
	}

}
