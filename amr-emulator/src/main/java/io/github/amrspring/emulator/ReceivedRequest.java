package io.github.amrspring.emulator;

/**
 * A token request that is waiting for its answer or has got it.
 */
final class ReceivedRequest {

	private final TokenRequest.Source source;

	private final IdentityRequest request;

	private volatile int status;

	ReceivedRequest(TokenRequest.Source source, IdentityRequest request) {
		this.source = source;
		this.request = request;
	}

	void answered(int status) {
		this.status = status;
	}

	TokenRequest toTokenRequest() {
		return new TokenRequest(this.source, this.request.method(), this.request.path(), this.request.headers(),
				this.request.parameters(), this.status);
	}

}
