package io.github.amrspring.autoconfigure;

import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/**
 * Quietens what libraries log about events that we report ourselves: azure-identity and
 * MSAL write up to six lines about each request that fails, Lettuce one about each
 * connection that takes a new token. These are defaults of {@code logging.level.*}, so
 * any setting of the application wins.
 */
class LogLevelEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	private static final String PREFIX = "logging.level";

	private static final Map<String, Object> LEVELS = Map.of( //
			"logging.level.com.azure.core.http.jdk.httpclient.JdkHttpClient", "OFF", //
			"logging.level.com.azure.identity", "OFF", //
			"logging.level.com.microsoft.aad.msal4j", "OFF", //
			"logging.level.io.lettuce.core.RedisAuthenticationHandler", "OFF");

	private static final String EMULATOR = "io.github.amrspring.emulator.AmrEmulator";

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (isUsed(environment)) {
			Map<String, Object> levels = new HashMap<>(LEVELS);
			levels.keySet().removeIf((property) -> isSet(environment, property));
			DefaultPropertiesPropertySource.addOrMerge(levels, environment.getPropertySources());
		}
	}

	/**
	 * Whether the application has set the level of the logger, or of one above it other
	 * than the root.
	 */
	private static boolean isSet(ConfigurableEnvironment environment, String property) {
		for (String name = property; name.length() > PREFIX.length(); name = name.substring(0, name.lastIndexOf('.'))) {
			if (environment.containsProperty(name)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isUsed(ConfigurableEnvironment environment) {
		return environment.getProperty("amr.enabled", Boolean.class, true)
				&& (environment.containsProperty(AmrEndpoint.PROPERTY) || ClassUtils.isPresent(EMULATOR, null));
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
