package io.github.amrspring.autoconfigure;

import io.github.amrspring.token.TokenAcquisitionException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do when the startup failed without a token.
 */
class TokenAcquisitionFailureAnalyzer extends AbstractFailureAnalyzer<TokenAcquisitionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, TokenAcquisitionException cause) {
		String description = cause.getMessage() + "\n\nThe startup cannot do without it: either something uses Redis "
				+ "already, or 'amr.refresh.fail-fast' is set.";
		return new FailureAnalysis(description, action(cause.reason()), cause);
	}

	private static String action(TokenAcquisitionException.Reason reason) {
		return switch (reason) {
			case CONFIGURATION -> "Correct the 'amr.identity.*' properties, or the identity in Microsoft Entra ID.";
			case THROTTLED -> "Start fewer instances at a time, or start again later.";
			case TIMEOUT ->
				"Check that this host reaches the identity endpoint, or raise 'amr.refresh.startup-timeout' "
						+ "and 'amr.refresh.request-timeout'.";
			case TRANSIENT -> "Check that this host reaches the identity endpoint, and start again. "
					+ "An application that does not use Redis while it starts goes on asking, unless "
					+ "'amr.refresh.fail-fast' is set.";
		};
	}

}
