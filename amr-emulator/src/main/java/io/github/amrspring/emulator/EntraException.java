package io.github.amrspring.emulator;

/**
 * Ends the processing of a token request with an error of Entra ID.
 */
final class EntraException extends Exception {

	private final transient EntraError error;

	EntraException(int status, String error, int code, String message) {
		super(message);
		this.error = new EntraError(status, error, code, message);
	}

	EntraError error() {
		return this.error;
	}

}
