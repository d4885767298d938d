package io.github.amrspring.emulator;

import java.time.Duration;
import java.util.Objects;

/**
 * What an emulator is started with.
 *
 * @param tokenLifetime life of an issued token; positive
 * @since 0.1.0
 */
public record EmulatorOptions(Duration tokenLifetime) {

	public EmulatorOptions {
		requireLifetime(tokenLifetime);
	}

	/**
	 * Tokens live for one hour.
	 * @return the options that {@link AmrEmulator#start()} uses
	 */
	public static EmulatorOptions defaults() {
		return new EmulatorOptions(Duration.ofHours(1));
	}

	/**
	 * The same options with another token lifetime.
	 * @param tokenLifetime life of an issued token; positive
	 * @return new options
	 * @throws IllegalArgumentException if the lifetime is zero or negative
	 */
	public EmulatorOptions withTokenLifetime(Duration tokenLifetime) {
		return new EmulatorOptions(tokenLifetime);
	}

	static Duration requireLifetime(Duration lifetime) {
		Objects.requireNonNull(lifetime, "'lifetime' must not be null");
		if (lifetime.isZero() || lifetime.isNegative()) {
			throw new IllegalArgumentException("A token lifetime must be positive, but was " + lifetime);
		}
		return lifetime;
	}

}
