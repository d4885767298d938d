package io.github.amrspring.autoconfigure.metrics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.amrspring.autoconfigure.AmrAutoConfiguration;
import io.github.amrspring.metrics.EntraTokenMetrics;
import io.github.amrspring.token.EntraToken;
import io.github.amrspring.token.LiveConnections;
import io.github.amrspring.token.TokenRefresher;
import io.github.amrspring.token.TokenSource;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link EntraTokenMetricsAutoConfiguration}.
 */
class EntraTokenMetricsAutoConfigurationTests {

	private final ApplicationContextRunner plainContextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(EntraTokenMetricsAutoConfiguration.class, AmrAutoConfiguration.class,
				DataRedisAutoConfiguration.class))
		.withBean(TokenSource.class, () -> EntraTokenMetricsAutoConfigurationTests::token)
		.withPropertyValues("amr.endpoint=contoso.westeurope.redis.azure.net", "amr.cluster-policy=enterprise");

	private final ApplicationContextRunner contextRunner = this.plainContextRunner.withBean(MeterRegistry.class,
			SimpleMeterRegistry::new);

	@Test
	void whenRegistryThenMetersAreRegistered() {
		this.contextRunner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("amr.token.expiry").timeGauge().value()).isBetween(3500.0, 3600.0);
			assertThat(registry.get("amr.connections").gauge().value()).isZero();
		});
	}

	@Test
	void whenStartedThenFirstTokenIsCountedOnce() {
		this.contextRunner.run((context) -> assertThat(context.getBean(MeterRegistry.class)
			.get("amr.token.refresh")
			.tag("outcome", "success")
			.tag("reason", "none")
			.timer()
			.count()).isOne());
	}

	@Test
	void whenInitializationIsLazyThenFirstTokenIsCounted() {
		this.contextRunner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context.getBean(MeterRegistry.class).get("amr.token.refresh").timer().count())
				.isOne());
	}

	@Test
	void whenBootMakesTheRegistryThenMetersAreRegistered() {
		this.plainContextRunner
			.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
					CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
			.run((context) -> assertThat(context.getBean(MeterRegistry.class).find("amr.connections").gauge())
				.isNotNull());
	}

	@Test
	void whenRegisteredThenNoTagHoldsTheSecret() {
		this.contextRunner.run((context) -> {
			List<Meter> meters = context.getBean(MeterRegistry.class).getMeters();
			assertThat(meters).extracting((meter) -> meter.getId().toString())
				.noneMatch((id) -> id.contains("Hunter2"));
		});
	}

	@Test
	void whenUserHasMetricsThenTheyWin() {
		this.contextRunner.withUserConfiguration(MetricsConfiguration.class)
			.run((context) -> assertThat(context).hasBean("mine").hasSingleBean(EntraTokenMetrics.class));
	}

	@Test
	void whenNoRegistryThenAbsent() {
		this.plainContextRunner
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EntraTokenMetrics.class));
	}

	@Test
	void whenTokensAreOffThenAbsent() {
		this.contextRunner.withPropertyValues("amr.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EntraTokenMetrics.class));
	}

	@Test
	void whenMicrometerIsMissingThenAbsent() {
		this.plainContextRunner.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("entraTokenMetrics"));
	}

	@Test
	void whenBootsMetricsAreMissingThenAbsent() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(CompositeMeterRegistryAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EntraTokenMetrics.class));
	}

	private static EntraToken token() {
		Instant now = Instant.now();
		return new EntraToken("oid", "Hunter2", now, now.plus(Duration.ofHours(1)));
	}

	@Configuration(proxyBeanMethods = false)
	static class MetricsConfiguration {

		@Bean
		EntraTokenMetrics mine(TokenRefresher tokens, LiveConnections connections) {
			return new EntraTokenMetrics(new SimpleMeterRegistry(), tokens, connections, Clock.systemUTC());
		}

	}

}
