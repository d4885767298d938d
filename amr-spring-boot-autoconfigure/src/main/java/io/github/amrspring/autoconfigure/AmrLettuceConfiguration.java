package io.github.amrspring.autoconfigure;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.github.amrspring.lettuce.EntraRedisCredentialsProvider;
import io.github.amrspring.lettuce.ReauthenticationMonitor;
import io.github.amrspring.token.TokenRefreshListeners;
import io.github.amrspring.token.TokenRefreshScheduler;
import io.github.amrspring.token.TokenRefresher;
import io.github.amrspring.token.TokenThreads;
import io.lettuce.core.ClientOptions.ReauthenticateBehavior;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;

/**
 * Makes Boot's Lettuce connection factory authenticate with the token. The customizers
 * come first, so that the application's can change everything; what must not be changed
 * is verified afterwards.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBean(AmrConnectionDetails.class)
class AmrLettuceConfiguration {

	/**
	 * Longest wait before a lost connection is tried again. Lettuce's default of 30
	 * seconds would prolong every outage by that much.
	 */
	private static final Duration LONGEST_RECONNECT_DELAY = Duration.ofSeconds(3);

	AmrLettuceConfiguration(AmrConnectionDetails connectionDetails, DataRedisProperties redisProperties,
			Environment environment) {
		DataRedisPropertiesGuard.check(redisProperties, environment);
		if (connectionDetails.getClusterPolicy() == ClusterPolicy.OSS) {
			throw new AmrConfigurationException(
					"The cluster policy 'oss', which is the default of 'amr.cluster-policy', is not supported yet.",
					"Set 'amr.cluster-policy' to 'enterprise' or 'non-clustered', whichever the database was "
							+ "created with.");
		}
	}

	@Bean
	static AmrConnectionFactoryVerifier amrConnectionFactoryVerifier(
			ObjectProvider<AmrConnectionDetails> connectionDetails,
			ObjectProvider<EntraRedisCredentialsProvider> credentialsProvider) {
		return new AmrConnectionFactoryVerifier(connectionDetails, credentialsProvider);
	}

	@Bean
	static LazyInitializationExcludeFilter reauthenticationMonitorLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(ReauthenticationMonitor.class);
	}

	@Bean
	EntraRedisCredentialsProvider entraRedisCredentialsProvider(TokenRefresher tokens, TokenRefreshListeners listeners,
			AmrProperties properties, TokenThreads threads) {
		AmrProperties.Refresh refresh = properties.getRefresh();
		EntraRedisCredentialsProvider provider = new EntraRedisCredentialsProvider(tokens, refresh.getStartupTimeout(),
				refresh.getReauthenticationSpread(), threads.scheduler(),
				() -> ThreadLocalRandom.current().nextDouble());
		listeners.add(provider);
		return provider;
	}

	/**
	 * Needs the scheduler, so that the first token is on its way before the first
	 * connection is opened, however early the application does that.
	 */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	LettuceClientConfigurationBuilderCustomizer amrCredentialsCustomizer(EntraRedisCredentialsProvider provider,
			TokenRefreshScheduler scheduler) {
		return (builder) -> builder.redisCredentialsProviderFactory(new RedisCredentialsProviderFactory() {

			@Override
			public RedisCredentialsProvider createCredentialsProvider(RedisConfiguration configuration) {
				return provider;
			}

		});
	}

	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	LettuceClientOptionsBuilderCustomizer amrReauthenticationCustomizer() {
		return (builder) -> builder.reauthenticateBehavior(ReauthenticateBehavior.ON_NEW_CREDENTIALS);
	}

	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	ClientResourcesBuilderCustomizer amrReconnectDelayCustomizer() {
		return (builder) -> builder
			.reconnectDelay(Delay.fullJitter(Duration.ZERO, LONGEST_RECONNECT_DELAY, 100, TimeUnit.MILLISECONDS));
	}

	@Bean
	ReauthenticationMonitor reauthenticationMonitor(ClientResources clientResources, TokenRefresher tokens,
			TokenRefreshScheduler scheduler, AmrProperties properties, TokenRefreshListeners listeners,
			TokenThreads threads) {
		return new ReauthenticationMonitor(clientResources.eventBus(), tokens, scheduler::refreshBy,
				properties.getRetry().getMaxDelay(), listeners, threads.scheduler().getClock());
	}

}
