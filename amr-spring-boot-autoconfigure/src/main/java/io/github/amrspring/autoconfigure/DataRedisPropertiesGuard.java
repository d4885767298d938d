package io.github.amrspring.autoconfigure;

import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.core.env.Environment;

/**
 * Refuses settings of {@code spring.data.redis.*} that Azure Managed Redis cannot honour.
 * {@code host} and {@code port} are no such settings: they may well be there for another
 * profile, and the endpoint takes their place.
 */
final class DataRedisPropertiesGuard {

	private static final Set<String> UPSTREAM = Set.of("upstream", "master");

	private DataRedisPropertiesGuard() {
	}

	static void check(DataRedisProperties properties, Environment environment) {
		refuse("password", properties.getPassword(), "the Entra token is the password");
		refuse("username", properties.getUsername(),
				"the user is the object id of the identity, or 'amr.identity.username'");
		refuse("url", properties.getUrl(), "the address comes from 'amr.endpoint'");
		refuse("sentinel.nodes", properties.getSentinel(), "it has no Sentinel");
		refuse("cluster.nodes", properties.getCluster(), "the nodes come from 'amr.endpoint'");
		refuse("masterreplica.nodes", properties.getMasterreplica(), "the nodes come from 'amr.endpoint'");
		if (properties.getClientType() == DataRedisProperties.ClientType.JEDIS) {
			throw refused("client-type", "only Lettuce re-authenticates live connections");
		}
		if (properties.getDatabase() != 0) {
			throw refused("database", "Azure Managed Redis has only the database 0");
		}
		String readFrom = properties.getLettuce().getReadFrom();
		if (readFrom != null && !UPSTREAM.contains(readFrom.toLowerCase(Locale.ROOT))) {
			throw refused("lettuce.read-from", "Azure Managed Redis knows neither READONLY nor reads from replicas");
		}
		if (Boolean.FALSE.equals(environment.getProperty("spring.data.redis.ssl.enabled", Boolean.class))) {
			throw refused("ssl.enabled", "Entra tokens are accepted, and sent, over TLS only");
		}
	}

	private static void refuse(String name, @Nullable Object value, String reason) {
		if (value != null && !"".equals(value)) {
			throw refused(name, reason);
		}
	}

	private static AmrConfigurationException refused(String name, String reason) {
		String property = "spring.data.redis." + name;
		return new AmrConfigurationException(
				"Property '" + property + "' cannot be used with Azure Managed Redis and Entra ID: " + reason + ".",
				"Remove '" + property + "'. To connect to another Redis, set 'amr.enabled' to 'false'.");
	}

}
