package io.github.amrspring.autoconfigure.metrics;

import io.github.amrspring.autoconfigure.AmrAutoConfiguration;
import io.github.amrspring.metrics.EntraTokenMetrics;
import io.github.amrspring.token.LiveConnections;
import io.github.amrspring.token.TokenRefresher;
import io.github.amrspring.token.TokenThreads;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link EntraTokenMetrics}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { AmrAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class })
@ConditionalOnClass({ MeterRegistry.class, CompositeMeterRegistryAutoConfiguration.class })
@ConditionalOnBean({ TokenRefresher.class, MeterRegistry.class })
public final class EntraTokenMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	EntraTokenMetrics entraTokenMetrics(MeterRegistry registry, TokenRefresher tokens, LiveConnections connections,
			TokenThreads threads) {
		return new EntraTokenMetrics(registry, tokens, connections, threads.scheduler().getClock());
	}

}
