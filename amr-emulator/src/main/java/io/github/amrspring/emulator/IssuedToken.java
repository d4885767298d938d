package io.github.amrspring.emulator;

import java.time.Duration;
import java.time.Instant;

/**
 * An access token that the emulator has issued.
 *
 * @param value the JWT
 * @param notBefore start of its life
 * @param expiresAt end of its life
 */
record IssuedToken(String value, Instant notBefore, Instant expiresAt) {

	/**
	 * The whole seconds that are left, never negative.
	 */
	long secondsLeft(Instant now) {
		return Math.max(0, Duration.between(now, this.expiresAt).toSeconds());
	}

	@Override
	public String toString() {
		return "IssuedToken[expiresAt=" + this.expiresAt + "]";
	}

}
