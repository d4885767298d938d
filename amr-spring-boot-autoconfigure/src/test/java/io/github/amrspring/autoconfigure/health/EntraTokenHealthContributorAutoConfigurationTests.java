package io.github.amrspring.autoconfigure.health;

import java.time.Duration;
import java.time.Instant;

import io.github.amrspring.autoconfigure.AmrAutoConfiguration;
import io.github.amrspring.health.EntraTokenHealthIndicator;
import io.github.amrspring.token.EntraToken;
import io.github.amrspring.token.TokenAcquisitionException;
import io.github.amrspring.token.TokenAcquisitionException.Reason;
import io.github.amrspring.token.TokenSource;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link EntraTokenHealthContributorAutoConfiguration}.
 */
class EntraTokenHealthContributorAutoConfigurationTests {

	private final ApplicationContextRunner plainContextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(EntraTokenHealthContributorAutoConfiguration.class,
				AmrAutoConfiguration.class, DataRedisAutoConfiguration.class));

	private final ApplicationContextRunner contextRunner = this.plainContextRunner
		.withBean(TokenSource.class, FixedTokenSource::new)
		.withPropertyValues("amr.endpoint=contoso.westeurope.redis.azure.net", "amr.cluster-policy=enterprise");

	@Test
	void whenTokenIsUsableThenUp() {
		this.contextRunner.run((context) -> {
			Health health = context.getBean("amrHealthContributor", EntraTokenHealthIndicator.class).health();
			assertThat(health).isNotNull();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("identity", "somebody")
				.containsEntry("username", "oid")
				.containsEntry("failuresInARow", 0)
				.containsEntry("liveConnections", 0)
				.containsKeys("expiry", "nextRenewal");
		});
	}

	@Test
	void whenTokenIsUsableThenSecretIsNotShown() {
		this.contextRunner
			.run((context) -> assertThat(context.getBean(EntraTokenHealthIndicator.class).health(true)).isNotNull()
				.asString()
				.doesNotContain("Hunter2"));
	}

	@Test
	void whenThereIsNoTokenThenDown() {
		TokenSource failing = () -> {
			throw new TokenAcquisitionException(Reason.CONFIGURATION, "told so", null, null);
		};
		this.plainContextRunner.withBean(TokenSource.class, () -> failing)
			.withPropertyValues("amr.endpoint=contoso.westeurope.redis.azure.net", "amr.cluster-policy=enterprise")
			.run((context) -> {
				Health health = context.getBean(EntraTokenHealthIndicator.class).health();
				assertThat(health).isNotNull();
				assertThat(health.getStatus()).isEqualTo(Status.DOWN);
				assertThat(health.getDetails()).containsEntry("lastFailure", "told so")
					.containsEntry("failuresInARow", 1);
			});
	}

	@Test
	void whenSwitchedOffThenAbsent() {
		this.contextRunner.withPropertyValues("management.health.amr.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EntraTokenHealthIndicator.class));
	}

	@Test
	void whenDefaultsAreSwitchedOffThenAbsent() {
		this.contextRunner.withPropertyValues("management.health.defaults.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EntraTokenHealthIndicator.class));
	}

	@Test
	void whenUserHasIndicatorOfThatNameThenItWins() {
		HealthIndicator indicator = () -> Health.unknown().build();
		this.contextRunner.withBean("amrHealthIndicator", HealthIndicator.class, () -> indicator)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EntraTokenHealthIndicator.class));
	}

	@Test
	void whenUserHasContributorOfThatNameThenItWins() {
		HealthIndicator indicator = () -> Health.unknown().build();
		this.contextRunner.withBean("amrHealthContributor", HealthIndicator.class, () -> indicator)
			.run((context) -> assertThat(context.getBean("amrHealthContributor")).isSameAs(indicator));
	}

	@Test
	void whenUserHasAnotherIndicatorThenBothArePresent() {
		HealthIndicator indicator = () -> Health.unknown().build();
		this.contextRunner.withBean("otherHealthIndicator", HealthIndicator.class, () -> indicator)
			.run((context) -> assertThat(context.getBeansOfType(HealthIndicator.class)).hasSize(2));
	}

	@Test
	void whenTokensAreOffThenAbsent() {
		this.plainContextRunner
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EntraTokenHealthIndicator.class));
	}

	@Test
	void whenHealthIsMissingThenAbsent() {
		this.contextRunner
			.withClassLoader(new FilteredClassLoader(HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(TokenSource.class)
				.doesNotHaveBean("amrHealthContributor"));
	}

	private static final class FixedTokenSource implements TokenSource {

		@Override
		public EntraToken fetch() {
			Instant now = Instant.now();
			return new EntraToken("oid", "Hunter2", now, now.plus(Duration.ofHours(1)));
		}

		@Override
		public String toString() {
			return "somebody";
		}

	}

}
