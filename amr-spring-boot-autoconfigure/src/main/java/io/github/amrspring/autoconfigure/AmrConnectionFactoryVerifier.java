package io.github.amrspring.autoconfigure;

import java.util.Set;

import io.github.amrspring.lettuce.EntraRedisCredentialsProvider;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.ReauthenticateBehavior;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.protocol.ProtocolVersion;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Looks at the finished connection factory and fails the startup if something took token
 * authentication away: otherwise connections would be cut when the first token expires,
 * an hour or a day later.
 */
class AmrConnectionFactoryVerifier implements BeanPostProcessor {

	/**
	 * Names in Boot's LettuceConnectionConfiguration and JedisConnectionConfiguration.
	 * Other factories, not made by Boot, are none of ours.
	 */
	private static final Set<String> BEAN_NAMES = Set.of("redisConnectionFactory",
			"redisConnectionFactoryVirtualThreads");

	private static final Log logger = LogFactory.getLog(AmrConnectionFactoryVerifier.class);

	private final ObjectProvider<AmrConnectionDetails> connectionDetails;

	private final ObjectProvider<EntraRedisCredentialsProvider> credentialsProvider;

	AmrConnectionFactoryVerifier(ObjectProvider<AmrConnectionDetails> connectionDetails,
			ObjectProvider<EntraRedisCredentialsProvider> credentialsProvider) {
		this.connectionDetails = connectionDetails;
		this.credentialsProvider = credentialsProvider;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (!BEAN_NAMES.contains(beanName)) {
			return bean;
		}
		if (bean instanceof LettuceConnectionFactory factory) {
			verify(factory, beanName);
		}
		else if (bean instanceof RedisConnectionFactory) {
			throw failure(beanName, "is not a LettuceConnectionFactory",
					"Remove 'spring.data.redis.client-type', and have Lettuce on the class path.");
		}
		return bean;
	}

	private void verify(LettuceConnectionFactory factory, String beanName) {
		LettuceClientConfiguration configuration = factory.getClientConfiguration();
		if (!configuration.isUseSsl()) {
			throw failure(beanName, "does not use TLS",
					"Remove the customizer that switches TLS off: tokens are accepted, and sent, over TLS only.");
		}
		if (factory.isClusterAware() || factory.isRedisSentinelAware() || !isAtEndpoint(factory)) {
			throw failure(beanName, "does not connect to the endpoint of the AmrConnectionDetails",
					"Remove the bean that configures another Redis (RedisStandaloneConfiguration, RedisClusterConfiguration, "
							+ "RedisSentinelConfiguration): it would be sent the token.");
		}
		if (!usesOurProvider(factory, configuration)) {
			throw failure(beanName, "does not ask for Entra tokens",
					"Remove the LettuceClientConfigurationBuilderCustomizer that sets another "
							+ "RedisCredentialsProviderFactory, or set 'amr.enabled' to 'false'.");
		}
		if (configuration.getVerifyMode() == SslVerifyMode.NONE) {
			logger.warn("The Redis connection factory '" + beanName
					+ "' does not verify the server's certificate: whoever answers is sent the Entra token");
		}
		ClientOptions options = configuration.getClientOptions().orElseGet(ClientOptions::create);
		if (options.getReauthenticateBehaviour() != ReauthenticateBehavior.ON_NEW_CREDENTIALS) {
			throw failure(beanName, "does not re-authenticate live connections",
					"Change Lettuce's options with a LettuceClientOptionsBuilderCustomizer. A "
							+ "LettuceClientConfigurationBuilderCustomizer that calls 'clientOptions(...)' replaces all "
							+ "of them, Boot's included.");
		}
		if (options.getConfiguredProtocolVersion() == ProtocolVersion.RESP2) {
			throw failure(beanName, "is set to RESP2, in which subscribed connections cannot be re-authenticated",
					"Remove the customizer that sets the protocol version; RESP3 is the default.");
		}
		if (factory.getDatabase() != 0) {
			throw failure(beanName, "selects database " + factory.getDatabase(),
					"Select database 0, the only one of Azure Managed Redis.");
		}
	}

	private boolean isAtEndpoint(LettuceConnectionFactory factory) {
		Standalone endpoint = this.connectionDetails.getObject().getStandalone();
		return endpoint != null && endpoint.getHost().equals(factory.getHostName())
				&& endpoint.getPort() == factory.getPort();
	}

	private boolean usesOurProvider(LettuceConnectionFactory factory, LettuceClientConfiguration configuration) {
		RedisStandaloneConfiguration redis = factory.getStandaloneConfiguration();
		return configuration.getRedisCredentialsProviderFactory()
			.map((providers) -> providers.createCredentialsProvider(redis) == this.credentialsProvider.getObject())
			.orElse(false);
	}

	private static AmrConfigurationException failure(String beanName, String fact, String action) {
		return new AmrConfigurationException(
				"The Redis connection factory '" + beanName + "' " + fact + ", so it cannot be used with Entra tokens.",
				action);
	}

}
