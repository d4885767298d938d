package io.github.amrspring.token;

import java.time.Duration;

/**
 * Told about renewals and about what they did to live connections. Every bean of this
 * type takes part.
 * <p>
 * Renewals are reported on the thread that renews, re-authentications on Lettuce's event
 * threads: implementations return quickly. What they throw is logged and otherwise
 * ignored.
 *
 * @since 0.1.0
 */
public interface TokenRefreshListener {

	/**
	 * A new token is in use.
	 * @param token the new token
	 * @param took the time of the whole round, retries included
	 */
	default void onRenewed(EntraToken token, Duration took) {
	}

	/**
	 * The identity provider handed out a token that is no newer than the one in use.
	 * @param token the token that stays in use
	 * @param took the time of the whole round, retries included
	 */
	default void onUnchanged(EntraToken token, Duration took) {
	}

	/**
	 * A round of requests failed; the next one follows by itself.
	 * @param failure the failure of the round's last request
	 * @param took the time of the whole round, retries included
	 */
	default void onFailed(TokenAcquisitionException failure, Duration took) {
	}

	/**
	 * A live connection was asked to authenticate with a new token.
	 * @param outcome how the connection answered
	 * @param afterRenewal the time since the token had been obtained; the spread of
	 * {@code amr.refresh.reauthentication-spread} included
	 */
	default void onReauthentication(ReauthenticationOutcome outcome, Duration afterRenewal) {
	}

}
