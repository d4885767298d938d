package io.github.amrspring.autoconfigure;

import com.azure.core.credential.TokenCredential;
import com.azure.identity.ManagedIdentityCredential;
import io.lettuce.core.RedisClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that connects Spring Data Redis to
 * Azure Managed Redis with Microsoft Entra ID tokens.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = DataRedisAutoConfiguration.class, after = SslAutoConfiguration.class)
@ConditionalOnClass({ TokenCredential.class, ManagedIdentityCredential.class, RedisClient.class,
		RedisConnectionFactory.class })
@ConditionalOnBooleanProperty(name = "amr.enabled", matchIfMissing = true)
@EnableConfigurationProperties({ AmrProperties.class, DataRedisProperties.class })
@Import({ AmrAutoConfiguration.ConnectionDetailsConfiguration.class, EntraTokenConfiguration.class,
		AmrLettuceConfiguration.class, BackedOffConfiguration.class })
public final class AmrAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(AmrEndpoint.PROPERTY)
	@ConditionalOnMissingBean({ DataRedisConnectionDetails.class, RedisConnectionFactory.class })
	static class ConnectionDetailsConfiguration {

		@Bean
		PropertiesAmrConnectionDetails amrConnectionDetails(AmrProperties properties,
				DataRedisProperties redisProperties, ObjectProvider<SslBundles> sslBundles) {
			return new PropertiesAmrConnectionDetails(properties, redisProperties, sslBundles.getIfAvailable());
		}

	}

}
