package io.github.amrspring.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.github.amrspring.token.EntraToken;
import io.github.amrspring.token.TokenSource;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.protocol.ProtocolVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link AmrConnectionFactoryVerifier}.
 */
@ExtendWith(OutputCaptureExtension.class)
class AmrConnectionFactoryVerifierTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, AmrAutoConfiguration.class,
				DataRedisAutoConfiguration.class))
		.withBean(TokenSource.class, () -> AmrConnectionFactoryVerifierTests::token)
		.withPropertyValues("amr.endpoint=contoso.westeurope.redis.azure.net", "amr.cluster-policy=enterprise");

	@Test
	void whenNothingIsTakenAwayThenStarts() {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenAnotherServerIsConfiguredThenFails() {
		this.contextRunner
			.withBean(RedisStandaloneConfiguration.class, () -> new RedisStandaloneConfiguration("other", 10000))
			.run((context) -> assertAnalysis(context, "does not connect to the endpoint",
					"RedisStandaloneConfiguration"));
	}

	@Test
	void whenAnotherClusterIsConfiguredThenFails() {
		this.contextRunner
			.withBean(RedisClusterConfiguration.class, () -> new RedisClusterConfiguration(List.of("other:10000")))
			.run((context) -> assertAnalysis(context, "does not connect to the endpoint", "RedisClusterConfiguration"));
	}

	@Test
	void whenPeerIsNotVerifiedThenWarns(CapturedOutput output) {
		this.contextRunner
			.withBean(LettuceClientConfigurationBuilderCustomizer.class,
					() -> (builder) -> builder.useSsl().disablePeerVerification())
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).contains("does not verify the server's certificate");
			});
	}

	@Test
	void whenOptionsAreReplacedThenFails() {
		this.contextRunner
			.withBean(LettuceClientConfigurationBuilderCustomizer.class,
					() -> (builder) -> builder.clientOptions(ClientOptions.create()))
			.run((context) -> assertAnalysis(context, "does not re-authenticate live connections",
					"LettuceClientOptionsBuilderCustomizer"));
	}

	@Test
	void whenOptionsAreReplacedAndReauthenticateThenStarts() {
		ClientOptions options = ClientOptions.builder()
			.reauthenticateBehavior(ClientOptions.ReauthenticateBehavior.ON_NEW_CREDENTIALS)
			.build();
		this.contextRunner
			.withBean(LettuceClientConfigurationBuilderCustomizer.class,
					() -> (builder) -> builder.clientOptions(options))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenReauthenticationIsSwitchedOffThenFails() {
		this.contextRunner
			.withBean(LettuceClientOptionsBuilderCustomizer.class,
					() -> (builder) -> builder.reauthenticateBehavior(ClientOptions.ReauthenticateBehavior.DEFAULT))
			.run((context) -> assertAnalysis(context, "does not re-authenticate live connections",
					"LettuceClientOptionsBuilderCustomizer"));
	}

	@Test
	void whenCredentialsProviderIsReplacedThenFails() {
		this.contextRunner
			.withBean(LettuceClientConfigurationBuilderCustomizer.class,
					() -> (builder) -> builder.redisCredentialsProviderFactory(new OtherCredentials()))
			.run((context) -> assertAnalysis(context, "does not ask for Entra tokens",
					"RedisCredentialsProviderFactory"));
	}

	@Test
	void whenProtocolIsResp2ThenFails() {
		this.contextRunner
			.withBean(LettuceClientOptionsBuilderCustomizer.class,
					() -> (builder) -> builder.protocolVersion(ProtocolVersion.RESP2))
			.run((context) -> assertAnalysis(context, "RESP2", "Remove the customizer"));
	}

	@Test
	void whenProtocolIsResp3ThenStarts() {
		this.contextRunner
			.withBean(LettuceClientOptionsBuilderCustomizer.class,
					() -> (builder) -> builder.protocolVersion(ProtocolVersion.RESP3))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenUserConfigurationSelectsDatabaseThenFails() {
		RedisStandaloneConfiguration redis = new RedisStandaloneConfiguration("contoso.westeurope.redis.azure.net",
				10000);
		redis.setDatabase(3);
		this.contextRunner.withBean(RedisStandaloneConfiguration.class, () -> redis)
			.run((context) -> assertAnalysis(context, "selects database 3", "Select database 0"));
	}

	@Test
	void whenConnectionDetailsHaveNoTlsThenFails() {
		this.contextRunner.withBean(AmrConnectionDetails.class, WithoutTls::new)
			.run((context) -> assertAnalysis(context, "does not use TLS", "TLS"));
	}

	@Test
	void whenConnectionFactoryIsOfJedisThenFails() {
		this.contextRunner.withBean(AmrConnectionDetails.class, WithTls::new)
			.withBean("redisConnectionFactory", JedisConnectionFactory.class, JedisConnectionFactory::new)
			.run((context) -> assertAnalysis(context, "'redisConnectionFactory' is not a LettuceConnectionFactory",
					"spring.data.redis.client-type"));
	}

	@Test
	void whenApplicationHasAnotherFactoryBesideThenItIsLeftAlone() {
		this.contextRunner
			.withBean("other", LettuceConnectionFactory.class, LettuceConnectionFactory::new,
					(definition) -> ((AbstractBeanDefinition) definition).setDefaultCandidate(false))
			.run((context) -> assertThat(context).hasNotFailed().hasBean("redisConnectionFactory").hasBean("other"));
	}

	@Test
	void whenBeanIsNoConnectionFactoryThenItIsLeftAlone() {
		this.contextRunner.withBean("text", String.class, () -> "text")
			.run((context) -> assertThat(context.getBean("text")).isEqualTo("text"));
	}

	@Test
	void whenFailsThenConnectionFactoryIsNamed() {
		this.contextRunner
			.withBean(LettuceClientOptionsBuilderCustomizer.class,
					() -> (builder) -> builder.protocolVersion(ProtocolVersion.RESP2))
			.run((context) -> assertAnalysis(context, "'redisConnectionFactory'", "RESP3"));
	}

	@Test
	void whenTokensAreOffThenPlainFactoryIsNotVerified() {
		this.contextRunner.withPropertyValues("amr.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(LettuceConnectionFactory.class)
				.getBean(RedisConnectionFactory.class)
				.isInstanceOf(LettuceConnectionFactory.class));
	}

	private static void assertAnalysis(AssertableApplicationContext context, String description, String action) {
		assertThat(context).hasFailed();
		Throwable failure = Objects.requireNonNull(context.getStartupFailure());
		assertThat(new AmrConfigurationFailureAnalyzer().analyze(failure)).as("%s", failure)
			.isNotNull()
			.satisfies((analysis) -> {
				assertThat(analysis.getDescription()).contains(description);
				assertThat(analysis.getAction()).contains(action);
			});
	}

	private static EntraToken token() {
		Instant now = Instant.now();
		return new EntraToken("oid", "token", now, now.plus(Duration.ofHours(1)));
	}

	private static final class OtherCredentials implements RedisCredentialsProviderFactory {

		@Override
		public @Nullable RedisCredentialsProvider createCredentialsProvider(RedisConfiguration configuration) {
			return null;
		}

	}

	private static class WithTls implements AmrConnectionDetails {

		@Override
		public ClusterPolicy getClusterPolicy() {
			return ClusterPolicy.ENTERPRISE;
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return SslBundle.systemDefault();
		}

		@Override
		public Standalone getStandalone() {
			return Standalone.of("contoso.redis.azure.net", 10000);
		}

	}

	private static final class WithoutTls extends WithTls {

		@Override
		public @Nullable SslBundle getSslBundle() {
			return null;
		}

	}

}
