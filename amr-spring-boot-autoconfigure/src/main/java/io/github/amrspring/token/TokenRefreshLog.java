package io.github.amrspring.token;

import java.time.Duration;
import java.time.Instant;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.log.LogMessage;

/**
 * Writes one line about each round of requests: INFO about the first token and about
 * recovery, WARN about a round that failed, ERROR if the token has expired by then, DEBUG
 * about everything else.
 */
final class TokenRefreshLog {

	private static final Log logger = LogFactory.getLog(TokenRefresher.class);

	void renewed(TokenState before, EntraToken token, Instant now, Instant next) {
		if (before.failingSince() != null) {
			logger.info(LogMessage.format("Entra token for '%s' renewed after %d failed rounds in %s, expires at %s",
					token.username(), before.failedRounds(), Duration.between(before.failingSince(), now),
					token.expiresAt()));
		}
		else if (before.token() == null) {
			logger.info(LogMessage.format("Entra token for '%s' obtained, expires at %s, next renewal at %s",
					token.username(), token.expiresAt(), next));
		}
		else {
			logger.debug(LogMessage.format("Entra token for '%s' renewed, expires at %s, next renewal at %s",
					token.username(), token.expiresAt(), next));
		}
	}

	void unchanged(EntraToken token, Instant next) {
		logger.debug(LogMessage.format("Entra token for '%s' unchanged, expires at %s, next attempt at %s",
				token.username(), token.expiresAt(), next));
	}

	void retrying(TokenAcquisitionException failure, Instant next) {
		logger.debug(LogMessage.format("Request for an Entra token failed, next attempt at %s: %s", next,
				failure.getMessage()));
	}

	void failed(TokenState before, TokenAcquisitionException failure, Instant now, Instant next) {
		EntraToken usable = before.usableToken(now);
		if (usable != null) {
			logger.warn(LogMessage.format(
					"Entra token could not be renewed, the current one can be used for another %s, next attempt at %s: %s",
					usable.remaining(now), next, failure.getMessage()));
		}
		else if (before.token() != null) {
			logger.error(LogMessage.format(
					"Entra token expired at %s and could not be renewed, Redis cannot be used, next attempt at %s: %s",
					before.token().expiresAt(), next, failure.getMessage()));
		}
		else {
			logger.warn(LogMessage.format(
					"No Entra token could be obtained, Redis cannot be used yet, next attempt at %s: %s", next,
					failure.getMessage()));
		}
	}

	void unexpected(Throwable failure) {
		logger.debug("Unexpected failure of the token source", failure);
	}

}
