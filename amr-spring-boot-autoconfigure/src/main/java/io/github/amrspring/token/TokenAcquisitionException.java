package io.github.amrspring.token;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when an identity provider gave no usable token. The message never contains a
 * secret or a token, and so can be logged and shown.
 *
 * @since 0.1.0
 */
public class TokenAcquisitionException extends RuntimeException {

	private final Reason reason;

	private final @Nullable Duration retryAfter;

	/**
	 * Create a new exception.
	 * @param reason the kind of failure, which decides the pace of further attempts
	 * @param message what was attempted and why it failed, without secrets
	 * @param retryAfter how long the identity provider asked to wait (RFC 9110, section
	 * 10.2.3), or {@code null}
	 * @param cause a cause without secrets in its messages, or {@code null}
	 */
	public TokenAcquisitionException(Reason reason, String message, @Nullable Duration retryAfter,
			@Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
		this.retryAfter = retryAfter;
	}

	/**
	 * Return the kind of failure.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Return how long the identity provider asked to wait before the next request.
	 * @return the wait, or {@code null} if it did not say
	 */
	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

	/**
	 * Kinds of failure.
	 */
	public enum Reason {

		/**
		 * The identity provider asks for fewer requests.
		 */
		THROTTLED,

		/**
		 * Expected to go away by itself: network, server errors, garbled answers.
		 */
		TRANSIENT,

		/**
		 * Somebody has to mend something: wrong secret, unknown tenant, identity not
		 * assigned.
		 */
		CONFIGURATION,

		/**
		 * No answer within the deadline.
		 */
		TIMEOUT

	}

}
