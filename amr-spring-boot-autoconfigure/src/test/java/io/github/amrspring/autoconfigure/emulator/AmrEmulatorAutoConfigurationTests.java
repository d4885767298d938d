package io.github.amrspring.autoconfigure.emulator;

import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import io.github.amrspring.autoconfigure.AmrAutoConfiguration;
import io.github.amrspring.autoconfigure.AmrConnectionDetails;
import io.github.amrspring.autoconfigure.TestCertificate;
import io.github.amrspring.emulator.AmrEmulator;
import io.github.amrspring.emulator.TokenRequest;
import io.github.amrspring.emulator.TokenRequest.Source;
import io.github.amrspring.token.EntraToken;
import io.github.amrspring.token.TokenRefresher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link AmrEmulatorAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class AmrEmulatorAutoConfigurationTests {

	private static final String WARNING = "EMBEDDED EMULATOR";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AmrEmulatorAutoConfiguration.class, AmrAutoConfiguration.class,
				DataRedisAutoConfiguration.class));

	@Test
	void whenNoEndpointThenEmulatorTakesThePlaceOfAzure() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(AmrEmulator.class).hasSingleBean(AmrConnectionDetails.class);
			assertWorks(context);
		});
	}

	@Test
	void whenNoEndpointThenWarnsOnce(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			assertThat(output.getAll().split(WARNING, -1)).hasSize(2);
			assertThat(output.getAll().lines().filter((line) -> line.contains(WARNING))).singleElement()
				.asString()
				.contains("WARN");
		});
	}

	@Test
	void whenEmulatorIsUsedThenConnectionUsesTls() {
		this.contextRunner.run((context) -> {
			LettuceConnectionFactory factory = context.getBean(LettuceConnectionFactory.class);
			assertThat(factory.isUseSsl()).isTrue();
			assertThat(factory.getPort()).isEqualTo(context.getBean(AmrEmulator.class).port());
		});
	}

	@Test
	void whenEmulatorIsUsedThenOneConnectionAuthenticatesOnce() {
		this.contextRunner.run((context) -> {
			assertWorks(context);
			assertThat(context.getBean(AmrEmulator.class).statistics().authenticationsAccepted()).isOne();
		});
	}

	@Test
	void whenContextIsClosedThenEmulatorIsClosed() {
		AtomicInteger port = new AtomicInteger();
		this.contextRunner.run((context) -> port.set(context.getBean(AmrEmulator.class).port()));
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new Socket("localhost", port.get()).close());
	}

	@Test
	void whenContextsFollowEachOtherThenEachWorks() {
		this.contextRunner.run(AmrEmulatorAutoConfigurationTests::assertWorks);
		this.contextRunner.run(AmrEmulatorAutoConfigurationTests::assertWorks);
	}

	@Test
	void whenContextsLiveBesideEachOtherThenEachWorks() {
		this.contextRunner.run((first) -> this.contextRunner.run((second) -> {
			assertWorks(first);
			assertWorks(second);
		}));
	}

	@Test
	void whenTokenLifetimeIsSetThenTokensLiveThatLong() {
		withSecret().withPropertyValues("amr.emulator.token-lifetime=90s").run((context) -> {
			EntraToken token = context.getBean(TokenRefresher.class).usableToken();
			assertThat(token).isNotNull();
			assertThat(Duration.between(token.obtainedAt(), token.expiresAt())).isBetween(Duration.ofSeconds(85),
					Duration.ofSeconds(95));
		});
	}

	@Test
	void whenEmulatorIsSwitchedOffThenInert(CapturedOutput output) {
		this.contextRunner.withPropertyValues("amr.emulator.enabled=false").run((context) -> {
			assertInert(context);
			assertThat(output).doesNotContain(WARNING);
		});
	}

	@Test
	void whenDisabledThenInert() {
		this.contextRunner.withPropertyValues("amr.enabled=false").run(AmrEmulatorAutoConfigurationTests::assertInert);
	}

	@Test
	void whenEndpointThenNoEmulator() {
		this.contextRunner
			.withPropertyValues("amr.endpoint=contoso", "amr.cluster-policy=enterprise",
					"amr.identity.type=user-assigned", "amr.identity.client-id=1", "amr.refresh.startup-timeout=0s")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(TokenRefresher.class)
				.doesNotHaveBean(AmrEmulator.class));
	}

	@Test
	void whenUserHasConnectionFactoryThenNoEmulator() {
		this.contextRunner.withBean(RedisConnectionFactory.class, LettuceConnectionFactory::new)
			.run(AmrEmulatorAutoConfigurationTests::assertInert);
	}

	@Test
	void whenUserHasConnectionDetailsThenNoEmulator() {
		this.contextRunner.withBean(DataRedisConnectionDetails.class, () -> new DataRedisConnectionDetails() {

			@Override
			public Standalone getStandalone() {
				return Standalone.of("other", 6379);
			}

		}).run(AmrEmulatorAutoConfigurationTests::assertInert);
	}

	@Test
	void whenEmulatorIsMissingThenInert() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(AmrEmulator.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TokenRefresher.class));
	}

	@Test
	void whenJdkHttpClientIsMissingThenInert() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(JdkHttpClientBuilder.class))
			.run(AmrEmulatorAutoConfigurationTests::assertInert);
	}

	@Test
	void whenUserHasEmulatorThenItIsUsed() {
		try (AmrEmulator emulator = AmrEmulator.start()) {
			withSecret().withBean("mine", AmrEmulator.class, () -> emulator, (definition) -> {
			}).run((context) -> {
				assertThat(context).hasSingleBean(AmrEmulator.class);
				assertWorks(context);
				assertThat(emulator.tokenRequests()).isNotEmpty();
			});
		}
	}

	@Test
	void whenClusterPolicyIsOssThenFails() {
		this.contextRunner.withPropertyValues("amr.cluster-policy=oss")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(ex) -> assertThat(ex.getName()).isEqualTo("amr.cluster-policy"))
				.hasMessageContaining("non-clustered"));
	}

	@Test
	void whenClusterPolicyIsNonClusteredThenWorks() {
		withSecret().withPropertyValues("amr.cluster-policy=non-clustered")
			.run(AmrEmulatorAutoConfigurationTests::assertWorks);
	}

	@Test
	void whenSystemAssignedThenAsksForIt() {
		this.contextRunner.withPropertyValues("amr.identity.type=system-assigned")
			.run(asksFor(Source.IMDS, (request) -> assertThat(request.parameters()).doesNotContainKeys("client_id",
					"object_id", "mi_res_id", "msi_res_id")));
	}

	@Test
	void whenUserAssignedByClientIdThenAsksForIt() {
		this.contextRunner
			.withPropertyValues("amr.identity.type=user-assigned",
					"amr.identity.client-id=0a1b2c3d-0000-4000-8000-000000000001")
			.run(asksFor(Source.IMDS, (request) -> assertThat(request.parameters()).containsEntry("client_id",
					"0a1b2c3d-0000-4000-8000-000000000001")));
	}

	@Test
	void whenUserAssignedByObjectIdThenAsksForIt() {
		this.contextRunner
			.withPropertyValues("amr.identity.type=user-assigned",
					"amr.identity.object-id=0a1b2c3d-0000-4000-8000-000000000002")
			.run(asksFor(Source.IMDS, (request) -> assertThat(request.parameters()).containsEntry("object_id",
					"0a1b2c3d-0000-4000-8000-000000000002")));
	}

	@Test
	void whenUserAssignedByObjectIdThenItIsTheUserName() {
		this.contextRunner
			.withPropertyValues("amr.identity.type=user-assigned",
					"amr.identity.object-id=0a1b2c3d-0000-4000-8000-000000000003")
			.run((context) -> assertThat(context.getBean(TokenRefresher.class).usableToken()).isNotNull()
				.extracting(EntraToken::username)
				.isEqualTo("0a1b2c3d-0000-4000-8000-000000000003"));
	}

	@Test
	void whenUserAssignedByResourceIdThenAsksForIt() {
		String id = "/subscriptions/s/resourcegroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i";
		this.contextRunner.withPropertyValues("amr.identity.type=user-assigned", "amr.identity.resource-id=" + id)
			.run(asksFor(Source.IMDS, (request) -> assertThat(request.parameters()).containsValue(id)));
	}

	@Test
	void whenClientSecretThenSendsIt() {
		withSecret().run(asksFor(Source.TOKEN_ENDPOINT,
				(request) -> assertThat(request.parameters()).containsEntry("client_id", "client")
					.containsEntry("client_secret", "Hunter2")
					.containsEntry("grant_type", "client_credentials")));
	}

	@Test
	void whenClientSecretThenAsksForTheScopeOfRedis() {
		withSecret().run(asksFor(Source.TOKEN_ENDPOINT, (request) -> {
			assertThat(request.path()).isEqualTo("/tenant/oauth2/v2.0/token");
			assertThat(request.parameters().get("scope")).contains("https://redis.azure.com/.default");
		}));
	}

	@Test
	void whenClientCertificateThenSendsAssertion(@TempDir Path directory) throws Exception {
		Path file = Files.write(directory.resolve("client.pfx"), TestCertificate.pkcs12("Hunter2", 1));
		this.contextRunner
			.withPropertyValues("amr.identity.tenant-id=tenant", "amr.identity.client-id=client",
					"amr.identity.certificate.location=file:" + file, "amr.identity.certificate.password=Hunter2")
			.run(asksFor(Source.TOKEN_ENDPOINT,
					(request) -> assertThat(request.parameters()).containsKey("client_assertion")
						.doesNotContainKey("client_secret")));
	}

	@Test
	void whenClientCertificateHasNoPasswordThenWorks(@TempDir Path directory) throws Exception {
		Path file = Files.write(directory.resolve("client.pfx"), TestCertificate.pkcs12("", 1));
		this.contextRunner
			.withPropertyValues("amr.identity.tenant-id=tenant", "amr.identity.client-id=client",
					"amr.identity.certificate.location=file:" + file)
			.run(AmrEmulatorAutoConfigurationTests::assertWorks);
	}

	private ApplicationContextRunner withSecret() {
		return this.contextRunner.withPropertyValues("amr.identity.tenant-id=tenant", "amr.identity.client-id=client",
				"amr.identity.client-secret=Hunter2");
	}

	private static ContextConsumer<AssertableApplicationContext> asksFor(Source source,
			Consumer<TokenRequest> request) {
		return (context) -> {
			assertWorks(context);
			List<TokenRequest> requests = context.getBean(AmrEmulator.class).tokenRequests();
			assertThat(requests).isNotEmpty().allSatisfy((each) -> {
				assertThat(each.source()).isEqualTo(source);
				assertThat(each.status()).isEqualTo(200);
				request.accept(each);
			});
		};
	}

	private static void assertWorks(ApplicationContext context) {
		StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
		redis.opsForValue().set("foo", "bar");
		assertThat(redis.opsForValue().get("foo")).isEqualTo("bar");
	}

	private static void assertInert(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed()
			.hasSingleBean(RedisConnectionFactory.class)
			.doesNotHaveBean(AmrEmulator.class)
			.doesNotHaveBean(AmrConnectionDetails.class)
			.doesNotHaveBean(TokenRefresher.class);
	}

}
