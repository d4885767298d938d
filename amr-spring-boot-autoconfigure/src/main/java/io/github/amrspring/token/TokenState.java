package io.github.amrspring.token;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What is known about the token at one moment.
 *
 * @param token the newest token, or {@code null} before the first one
 * @param nextAttempt when the next request is due, or {@code null} before the first one
 * has ended
 * @param failedRounds rounds of requests that have failed since the last new token
 * @param lastFailure why the last request failed, or {@code null} if it has not, since
 * the last new token
 * @param failingSince when the first of them began, or {@code null}
 * @since 0.1.0
 */
public record TokenState(@Nullable EntraToken token, @Nullable Instant nextAttempt, int failedRounds,
		@Nullable TokenAcquisitionException lastFailure, @Nullable Instant failingSince) {

	static final TokenState INITIAL = new TokenState(null, null, 0, null, null);

	/**
	 * Return the token if it can be used.
	 * @param now the time to judge at
	 * @return the token, or {@code null} if there is none that has not expired
	 */
	public @Nullable EntraToken usableToken(Instant now) {
		return (this.token != null && !this.token.isExpired(now)) ? this.token : null;
	}

	TokenState renewed(EntraToken token, Instant nextAttempt) {
		return new TokenState(token, nextAttempt, 0, null, null);
	}

	TokenState waiting(Instant nextAttempt) {
		return waiting(nextAttempt, this.lastFailure);
	}

	TokenState waiting(Instant nextAttempt, @Nullable TokenAcquisitionException lastFailure) {
		return new TokenState(this.token, nextAttempt, this.failedRounds, lastFailure, this.failingSince);
	}

	TokenState failed(TokenAcquisitionException failure, Instant roundBegan, Instant nextAttempt) {
		Instant since = (this.failingSince != null) ? this.failingSince : roundBegan;
		return new TokenState(this.token, nextAttempt, this.failedRounds + 1, failure, since);
	}

}
