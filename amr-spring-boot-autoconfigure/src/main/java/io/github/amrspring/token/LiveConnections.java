package io.github.amrspring.token;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The Redis connections that live on the token.
 *
 * @since 0.1.0
 */
public interface LiveConnections {

	/**
	 * Return how many connections are authenticated with a token now.
	 * @return the number of connections
	 */
	int count();

	/**
	 * Return when a live connection last took a new token.
	 * @return the instant, or {@code null} if that has not happened yet
	 */
	@Nullable Instant lastReauthentication();

}
