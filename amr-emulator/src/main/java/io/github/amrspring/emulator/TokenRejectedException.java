package io.github.amrspring.emulator;

/**
 * Says why a token is no good. The message never has the token.
 */
final class TokenRejectedException extends Exception {

	TokenRejectedException(String reason) {
		super(reason);
	}

}
