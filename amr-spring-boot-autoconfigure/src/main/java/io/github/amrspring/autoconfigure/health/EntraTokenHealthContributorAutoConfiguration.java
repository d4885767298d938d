package io.github.amrspring.autoconfigure.health;

import io.github.amrspring.autoconfigure.AmrAutoConfiguration;
import io.github.amrspring.health.EntraTokenHealthIndicator;
import io.github.amrspring.token.LiveConnections;
import io.github.amrspring.token.TokenRefresher;
import io.github.amrspring.token.TokenSource;
import io.github.amrspring.token.TokenThreads;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for
 * {@link EntraTokenHealthIndicator}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = AmrAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(TokenRefresher.class)
@ConditionalOnEnabledHealthIndicator("amr")
public final class EntraTokenHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "amrHealthIndicator", "amrHealthContributor" })
	EntraTokenHealthIndicator amrHealthContributor(TokenSource source, TokenRefresher tokens,
			LiveConnections connections, TokenThreads threads) {
		return new EntraTokenHealthIndicator(source.toString(), tokens, connections, threads.scheduler().getClock());
	}

}
