package io.github.amrspring.autoconfigure;

import java.net.URI;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

/**
 * Refuses values of {@link AmrProperties} that cannot work.
 */
final class AmrPropertiesValidator {

	private static final Duration LONGEST = Duration.ofDays(365);

	private AmrPropertiesValidator() {
	}

	static void validate(AmrProperties properties) {
		validate(properties.getIdentity());
		validate(properties.getRefresh());
		validate(properties.getRetry());
		positive("amr.emulator.token-lifetime", properties.getEmulator().getTokenLifetime());
	}

	private static void validate(AmrProperties.Identity identity) {
		if (identity.getScopes().isEmpty() || !identity.getScopes().stream().allMatch(StringUtils::hasText)) {
			throw invalid("amr.identity.scopes", identity.getScopes(),
					"A scope must not be blank. Remove the property to use 'https://redis.azure.com/.default'.");
		}
		if (identity.getUsername() != null && !StringUtils.hasText(identity.getUsername())) {
			throw invalid("amr.identity.username", identity.getUsername(),
					"It must not be blank. Remove the property to use the object id of the identity.");
		}
		if (identity.getAuthorityHost() != null && identity.getAuthorityHost().contains("@")) {
			throw new AmrConfigurationException("Property 'amr.identity.authority-host' contains a user or a password.",
					"Set 'amr.identity.authority-host' to an https address only, for example "
							+ "'https://login.microsoftonline.com'.");
		}
		if (identity.getAuthorityHost() != null && !isHttps(identity.getAuthorityHost())) {
			throw invalid("amr.identity.authority-host", identity.getAuthorityHost(),
					"It must be an https address, for example 'https://login.microsoftonline.com'.");
		}
	}

	private static boolean isHttps(String address) {
		try {
			URI uri = URI.create(address);
			return "https".equals(uri.getScheme()) && uri.getHost() != null;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static void validate(AmrProperties.Refresh refresh) {
		if (!(refresh.getRatio() > 0 && refresh.getRatio() <= 1)) {
			throw invalid("amr.refresh.ratio", refresh.getRatio(), "It must be greater than 0 and at most 1.");
		}
		notNegative("amr.refresh.lower-bound", refresh.getLowerBound());
		positive("amr.refresh.request-timeout", refresh.getRequestTimeout());
		notNegative("amr.refresh.reauthentication-spread", refresh.getReauthenticationSpread());
		notNegative("amr.refresh.startup-timeout", refresh.getStartupTimeout());
	}

	private static void validate(AmrProperties.Retry retry) {
		if (retry.getNumberOfRetries() < 0) {
			throw invalid("amr.retry.number-of-retries", retry.getNumberOfRetries(), "It must not be negative.");
		}
		positive("amr.retry.min-delay", retry.getMinDelay());
		positive("amr.retry.max-delay", retry.getMaxDelay());
		if (retry.getMinDelay().compareTo(retry.getMaxDelay()) > 0) {
			throw invalid("amr.retry.min-delay", retry.getMinDelay(),
					"It must not be above 'amr.retry.max-delay', which is " + retry.getMaxDelay() + ".");
		}
		if (!(retry.getExponentBase() >= 1 && retry.getExponentBase() <= 1000)) {
			throw invalid("amr.retry.exponent-base", retry.getExponentBase(), "It must be between 1 and 1000.");
		}
	}

	private static void notNegative(String name, Duration value) {
		if (value.isNegative() || value.compareTo(LONGEST) > 0) {
			throw invalid(name, value, "It must be between 0 and 365 days.");
		}
	}

	private static void positive(String name, Duration value) {
		if (value.isNegative() || value.compareTo(LONGEST) > 0 || value.toMillis() < 1) {
			throw invalid(name, value, "It must be between 1 millisecond and 365 days.");
		}
	}

	private static InvalidConfigurationPropertyValueException invalid(String name, @Nullable Object value,
			String reason) {
		return new InvalidConfigurationPropertyValueException(name, value, reason);
	}

}
