package io.github.amrspring.emulator;

/**
 * An endpoint that issues tokens.
 */
interface TokenEndpoint {

	/**
	 * How requests to this endpoint are recorded.
	 */
	TokenRequest.Source source();

	/**
	 * Answers a request with a token or an error.
	 */
	Answer answer(IdentityRequest request);

	/**
	 * The answer that this endpoint gives when it is not well.
	 */
	Answer failure(int status);

}
