package io.github.amrspring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to change after an {@link AmrConfigurationException}.
 */
class AmrConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<AmrConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, AmrConfigurationException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.getAction(), cause);
	}

}
