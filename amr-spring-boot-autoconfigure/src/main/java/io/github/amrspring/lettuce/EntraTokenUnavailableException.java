package io.github.amrspring.lettuce;

import io.lettuce.core.RedisConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown instead of a connection when there is no token that has not expired. Spring Data
 * Redis translates it to a {@code RedisConnectionFailureException}.
 *
 * @since 0.1.0
 */
public class EntraTokenUnavailableException extends RedisConnectionException {

	/**
	 * Create a new exception.
	 * @param message why there is no token, without secrets
	 * @param cause the last failure, or {@code null} if none is known
	 */
	public EntraTokenUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
