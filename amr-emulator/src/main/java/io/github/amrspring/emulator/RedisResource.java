package io.github.amrspring.emulator;

import java.util.Set;

/**
 * The names under which Entra ID knows Azure Managed Redis (Microsoft: "Use Microsoft
 * Entra for cache authentication with Azure Managed Redis").
 */
final class RedisResource {

	/**
	 * What the {@code aud} claim of a token for Redis may be.
	 */
	static final Set<String> NAMES = Set.of("https://redis.azure.com", "https://redis.azure.com/",
			"acca5fbb-b7e4-4009-81f1-37e38fd66d78");

	private RedisResource() {
	}

}
