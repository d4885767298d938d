package io.github.amrspring.autoconfigure.emulator;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import io.github.amrspring.autoconfigure.AmrAutoConfiguration;
import io.github.amrspring.autoconfigure.AmrProperties;
import io.github.amrspring.emulator.AmrEmulator;
import io.github.amrspring.emulator.EmulatorOptions;
import io.lettuce.core.RedisClient;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for an embedded {@link AmrEmulator},
 * which takes the place of Azure where no endpoint is configured.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = AmrAutoConfiguration.class)
@ConditionalOnClass({ AmrEmulator.class, JdkHttpClientBuilder.class, RedisClient.class, RedisConnectionFactory.class })
@ConditionalOnBooleanProperty(name = { "amr.enabled", "amr.emulator.enabled" }, matchIfMissing = true)
@Conditional(AmrEmulatorAutoConfiguration.OnMissingEndpoint.class)
@ConditionalOnMissingBean({ DataRedisConnectionDetails.class, RedisConnectionFactory.class })
@EnableConfigurationProperties(AmrProperties.class)
public final class AmrEmulatorAutoConfiguration {

	private static final Log logger = LogFactory.getLog(AmrEmulatorAutoConfiguration.class);

	@Bean
	@ConditionalOnMissingBean
	AmrEmulator amrEmulator(AmrProperties properties) {
		logger.warn("No 'amr.endpoint' is set: an EMBEDDED EMULATOR takes the place of Azure Managed Redis and "
				+ "Microsoft Entra ID, and all data is gone when the application ends");
		return AmrEmulator
			.start(EmulatorOptions.defaults().withTokenLifetime(properties.getEmulator().getTokenLifetime()));
	}

	@Bean
	EmulatorAmrConnectionDetails amrConnectionDetails(AmrEmulator emulator, AmrProperties properties) {
		return new EmulatorAmrConnectionDetails(emulator, properties);
	}

	static class OnMissingEndpoint extends NoneNestedConditions {

		OnMissingEndpoint() {
			super(ConfigurationPhase.PARSE_CONFIGURATION);
		}

		@ConditionalOnProperty("amr.endpoint")
		static class Endpoint {

		}

	}

}
