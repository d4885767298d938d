package io.github.amrspring.emulator;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Unguessable text for passwords, file names and token identifiers.
 */
final class RandomText {

	private static final SecureRandom RANDOM = new SecureRandom();

	private RandomText() {
	}

	/**
	 * 192 random bits.
	 * @return 32 characters that are safe in URLs, ACL rules and configuration files
	 */
	static String next() {
		byte[] bytes = new byte[24];
		RANDOM.nextBytes(bytes);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

}
