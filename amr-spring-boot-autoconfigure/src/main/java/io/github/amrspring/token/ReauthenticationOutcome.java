package io.github.amrspring.token;

/**
 * How a live connection answered a new token.
 *
 * @since 0.1.0
 */
public enum ReauthenticationOutcome {

	/**
	 * The connection goes on with the new token.
	 */
	SUCCESS,

	/**
	 * The server refused the token; the connection goes on with the old one until that
	 * expires.
	 */
	REJECTED,

	/**
	 * No answer within the command timeout, for instance behind a blocking command.
	 */
	TIMEOUT,

	/**
	 * The connection was lost meanwhile; it authenticates when it reconnects.
	 */
	CLOSED

}
