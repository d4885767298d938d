package io.github.amrspring.token;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Silences {@link TokenRefresher} while a test lets it fail thousands of times.
 */
final class QuietTokenRefresher implements BeforeAllCallback, AfterAllCallback {

	private final LoggingSystem logging = LoggingSystem.get(TokenRefresher.class.getClassLoader());

	@Override
	public void beforeAll(ExtensionContext context) {
		this.logging.setLogLevel(TokenRefresher.class.getName(), LogLevel.OFF);
	}

	@Override
	public void afterAll(ExtensionContext context) {
		this.logging.setLogLevel(TokenRefresher.class.getName(), null);
	}

}
