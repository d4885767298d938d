package io.github.amrspring.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.identity.ManagedIdentityCredential;
import io.github.amrspring.autoconfigure.emulator.AmrEmulatorAutoConfiguration;
import io.github.amrspring.credential.AzureIdentityTokenSource;
import io.github.amrspring.emulator.AmrEmulator;
import io.github.amrspring.lettuce.EntraRedisCredentialsProvider;
import io.github.amrspring.lettuce.ReauthenticationMonitor;
import io.github.amrspring.token.EntraToken;
import io.github.amrspring.token.ReauthenticationOutcome;
import io.github.amrspring.token.TokenRefreshListener;
import io.github.amrspring.token.TokenRefreshScheduler;
import io.github.amrspring.token.TokenRefresher;
import io.github.amrspring.token.TokenSource;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.ReauthenticateBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.event.connection.ReauthenticationEvent;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link AmrAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class AmrAutoConfigurationTests {

	private static final String[] ENDPOINT = { "amr.endpoint=contoso.westeurope.redis.azure.net",
			"amr.cluster-policy=enterprise" };

	private static final String BACKED_OFF = "'amr.endpoint' is set but not used";

	/**
	 * {@code WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE}, which is not on the
	 * class path.
	 */
	private static final int WEB_SERVER_PHASE = SmartLifecycle.DEFAULT_PHASE - 2048;

	private final TokenSource tokenSource = AmrAutoConfigurationTests::token;

	private final ApplicationContextRunner bareContextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, AmrEmulatorAutoConfiguration.class,
				AmrAutoConfiguration.class, DataRedisAutoConfiguration.class, TaskSchedulingAutoConfiguration.class));

	private final ApplicationContextRunner contextRunner = this.bareContextRunner.withPropertyValues(ENDPOINT)
		.withBean("tokenSource", TokenSource.class, () -> this.tokenSource);

	@Test
	void whenNoEndpointThenInert() {
		withoutEndpoint().withClassLoader(new FilteredClassLoader(AmrEmulator.class))
			.run(AmrAutoConfigurationTests::assertInert);
	}

	@Test
	void whenEndpointThenOn() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(AmrConnectionDetails.class)
				.hasSingleBean(EntraRedisCredentialsProvider.class)
				.hasSingleBean(ReauthenticationMonitor.class)
				.hasSingleBean(StringRedisTemplate.class);
			assertThat(context.getBean(TokenRefresher.class).usableToken()).isNotNull();
		});
	}

	@Test
	void whenNonClusteredThenOn() {
		this.contextRunner.withPropertyValues("amr.cluster-policy=non-clustered")
			.run((context) -> assertThat(context).hasSingleBean(TokenRefresher.class));
	}

	@Test
	void whenDisabledThenInert() {
		this.contextRunner.withPropertyValues("amr.enabled=false").run(AmrAutoConfigurationTests::assertInert);
	}

	@Test
	void whenDisabledThenSaysNothing(CapturedOutput output) {
		this.contextRunner.withPropertyValues("amr.enabled=false")
			.run((context) -> assertThat(output).doesNotContain(BACKED_OFF));
	}

	@Test
	void whenAzureIdentityIsMissingThenInert() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(ManagedIdentityCredential.class))
			.run(AmrAutoConfigurationTests::assertInert);
	}

	@Test
	void whenAzureCoreIsMissingThenInert() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("com.azure"))
			.run(AmrAutoConfigurationTests::assertInert);
	}

	@Test
	void whenLettuceIsMissingThenInert() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(RedisClient.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TokenRefresher.class));
	}

	@Test
	void whenSpringDataRedisIsMissingThenInert() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TokenRefresher.class));
	}

	@Test
	void whenUserHasConnectionFactoryThenBacksOff() {
		LettuceConnectionFactory factory = new LettuceConnectionFactory();
		this.contextRunner.withBean(RedisConnectionFactory.class, () -> factory).run((context) -> {
			assertInert(context);
			assertThat(context.getBean(RedisConnectionFactory.class)).isSameAs(factory);
		});
	}

	@Test
	void whenUserHasConnectionFactoryThenSaysSoOnce(CapturedOutput output) {
		this.contextRunner.withBean(RedisConnectionFactory.class, LettuceConnectionFactory::new)
			.run((context) -> assertThat(output.getAll().split(BACKED_OFF, -1)).hasSize(2));
	}

	@Test
	void whenUserHasConnectionDetailsThenBacksOff() {
		this.contextRunner.withBean(DataRedisConnectionDetails.class, OtherRedis::new).run((context) -> {
			assertInert(context);
			assertThat(standalone(context).getHostName()).isEqualTo("other");
		});
	}

	@Test
	void whenUserHasConnectionDetailsThenSaysSoOnce(CapturedOutput output) {
		this.contextRunner.withBean(DataRedisConnectionDetails.class, OtherRedis::new)
			.run((context) -> assertThat(output.getAll().split(BACKED_OFF, -1)).hasSize(2));
	}

	@Test
	void whenOnThenDoesNotSayThatItBacksOff(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(output).doesNotContain(BACKED_OFF));
	}

	@Test
	void whenUserHasAmrConnectionDetailsThenTheyWin(CapturedOutput output) {
		this.contextRunner.withBean(AmrConnectionDetails.class, OtherAmr::new).run((context) -> {
			assertThat(context).hasSingleBean(DataRedisConnectionDetails.class).hasSingleBean(TokenRefresher.class);
			assertThat(standalone(context).getHostName()).isEqualTo("other.redis.azure.net");
			assertThat(output).doesNotContain(BACKED_OFF);
		});
	}

	@Test
	void whenUserHasAmrConnectionDetailsThenNeedsNoEndpoint() {
		withoutEndpoint().withBean(AmrConnectionDetails.class, OtherAmr::new).run((context) -> {
			assertThat(context).hasSingleBean(EntraRedisCredentialsProvider.class);
			assertThat(standalone(context).getPort()).isEqualTo(10001);
		});
	}

	@Test
	void whenUserHasTokenSourceThenItWins() {
		this.contextRunner.withPropertyValues("amr.identity.type=system-assigned").run((context) -> {
			assertThat(context).doesNotHaveBean(AzureIdentityTokenSource.class);
			assertThat(context.getBean(TokenSource.class)).isSameAs(this.tokenSource);
		});
	}

	@Test
	void whenUserHasTokenCredentialThenItIsAsked() {
		FakeCredential credential = new FakeCredential();
		withoutTokenSource().withBean(TokenCredential.class, () -> credential)
			.withPropertyValues("amr.identity.username=somebody")
			.run((context) -> {
				assertThat(context.getBean(TokenRefresher.class).usableToken()).isNotNull().satisfies((token) -> {
					assertThat(token.secret()).isEqualTo("from-credential");
					assertThat(token.username()).isEqualTo("somebody");
				});
			});
	}

	@Test
	void whenUserHasTokenCredentialThenItIsAskedForTheScopes() {
		FakeCredential credential = new FakeCredential();
		withoutTokenSource().withBean(TokenCredential.class, () -> credential)
			.withPropertyValues("amr.identity.username=somebody", "amr.identity.scopes=https://one/.default")
			.run((context) -> assertThat(credential.scopes).containsOnly("https://one/.default"));
	}

	@Test
	void whenTypeIsSetThenItWinsOverTokenCredential() {
		FakeCredential credential = new FakeCredential();
		UnreachableHttpClient httpClient = new UnreachableHttpClient();
		withoutTokenSource().withBean(TokenCredential.class, () -> credential)
			.withBean(HttpClient.class, () -> httpClient)
			.withPropertyValues("amr.identity.type=system-assigned", "amr.retry.number-of-retries=0")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(credential.scopes).isEmpty();
				assertThat(context.getBean(TokenSource.class)).hasToString("the system-assigned managed identity");
			});
	}

	@Test
	void whenUserHasTwoTokenCredentialsThenFails() {
		withoutTokenSource().withBean("one", TokenCredential.class, FakeCredential::new)
			.withBean("two", TokenCredential.class, FakeCredential::new)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(AmrConfigurationException.class)
				.hasMessageContaining("'amr.identity.type'"));
	}

	@Test
	void whenUserHasHttpClientThenItSendsTheRequests() {
		UnreachableHttpClient httpClient = new UnreachableHttpClient();
		withoutTokenSource().withBean(HttpClient.class, () -> httpClient)
			.withPropertyValues("amr.identity.tenant-id=tenant", "amr.identity.client-id=client",
					"amr.identity.client-secret=secret", "amr.retry.number-of-retries=0")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(httpClient.hosts).containsOnly("login.microsoftonline.com");
			});
	}

	@Test
	void whenCloudIsSetThenItsAuthorityIsAsked() {
		UnreachableHttpClient httpClient = new UnreachableHttpClient();
		withoutTokenSource().withBean(HttpClient.class, () -> httpClient)
			.withPropertyValues("amr.identity.tenant-id=tenant", "amr.identity.client-id=client",
					"amr.identity.client-secret=secret", "amr.identity.cloud=us-government",
					"amr.retry.number-of-retries=0")
			.run((context) -> assertThat(httpClient.hosts).containsOnly("login.microsoftonline.us"));
	}

	@Test
	void whenAuthorityHostIsSetThenItIsAskedInsteadOfTheClouds() {
		UnreachableHttpClient httpClient = new UnreachableHttpClient();
		withoutTokenSource().withBean(HttpClient.class, () -> httpClient)
			.withPropertyValues("amr.identity.tenant-id=tenant", "amr.identity.client-id=client",
					"amr.identity.client-secret=secret", "amr.identity.cloud=china",
					"amr.identity.authority-host=https://login.example.com",
					"amr.identity.instance-discovery-enabled=false", "amr.retry.number-of-retries=0")
			.run((context) -> assertThat(httpClient.hosts).containsOnly("login.example.com"));
	}

	@Test
	void whenUserHasClientResourcesThenTheyAreUsed() {
		this.contextRunner.withBean(ClientResources.class, DefaultClientResources::create)
			.run((context) -> assertThat(clientConfiguration(context).getClientResources())
				.containsSame(context.getBean(ClientResources.class)));
	}

	@Test
	void whenUserHasClientResourcesThenTheirEventsAreWatched() {
		OutcomeListener listener = new OutcomeListener();
		this.contextRunner.withBean(ClientResources.class, DefaultClientResources::create)
			.withBean(TokenRefreshListener.class, () -> listener)
			.run((context) -> {
				context.getBean(ClientResources.class).eventBus().publish(new ReauthenticationEvent("1"));
				assertThat(listener.told.await(10, TimeUnit.SECONDS)).isTrue();
			});
	}

	@Test
	void whenUserCustomizesOptionsThenTheyAreKeptBesideOurs() {
		this.contextRunner
			.withBean(LettuceClientOptionsBuilderCustomizer.class, () -> (builder) -> builder.requestQueueSize(77))
			.run((context) -> {
				assertThat(clientOptions(context).getRequestQueueSize()).isEqualTo(77);
				assertThat(clientOptions(context).getReauthenticateBehaviour())
					.isEqualTo(ReauthenticateBehavior.ON_NEW_CREDENTIALS);
			});
	}

	@Test
	void whenUserCustomizesClientThenItIsKeptBesideOurs() {
		this.contextRunner
			.withBean(LettuceClientConfigurationBuilderCustomizer.class,
					() -> (builder) -> builder.shutdownTimeout(Duration.ofSeconds(7)))
			.run((context) -> {
				assertThat(clientConfiguration(context).getShutdownTimeout()).isEqualTo(Duration.ofSeconds(7));
				assertThat(clientConfiguration(context).getRedisCredentialsProviderFactory()).isPresent();
			});
	}

	@Test
	void whenUserCustomizesClientResourcesThenTheyAreKept() {
		this.contextRunner
			.withBean(ClientResourcesBuilderCustomizer.class, () -> (builder) -> builder.ioThreadPoolSize(3))
			.run((context) -> assertThat(context.getBean(ClientResources.class).ioThreadPoolSize()).isEqualTo(3));
	}

	@Test
	void whenUserCustomizesReconnectDelayThenItWins() {
		Delay delay = Delay.constant(Duration.ofSeconds(9));
		this.contextRunner
			.withBean(ClientResourcesBuilderCustomizer.class, () -> (builder) -> builder.reconnectDelay(delay))
			.run((context) -> assertThat(context.getBean(ClientResources.class).reconnectDelay()).isSameAs(delay));
	}

	@Test
	void whenReconnectDelayIsNotCustomizedThenItStaysBelowThreeSeconds() {
		this.contextRunner
			.run((context) -> assertThat(context.getBean(ClientResources.class).reconnectDelay().createDelay(1000))
				.isLessThanOrEqualTo(Duration.ofSeconds(3)));
	}

	@Test
	void whenFactoryIsBuiltThenItUsesTls() {
		this.contextRunner.run((context) -> {
			assertThat(clientConfiguration(context).isUseSsl()).isTrue();
			assertThat(clientConfiguration(context).getVerifyMode()).isEqualTo(SslVerifyMode.FULL);
		});
	}

	@Test
	void whenEndpointHasNoPortThenFactoryConnectsToPort10000() {
		this.contextRunner.run((context) -> {
			assertThat(standalone(context).getHostName()).isEqualTo("contoso.westeurope.redis.azure.net");
			assertThat(standalone(context).getPort()).isEqualTo(10000);
		});
	}

	@Test
	void whenEndpointHasPortThenFactoryConnectsToIt() {
		this.contextRunner.withPropertyValues("amr.endpoint=contoso.redis.azure.net:6380")
			.run((context) -> assertThat(standalone(context).getPort()).isEqualTo(6380));
	}

	@Test
	void whenFactoryIsBuiltThenEveryUriHasOurProvider() {
		this.contextRunner.run((context) -> {
			EntraRedisCredentialsProvider provider = context.getBean(EntraRedisCredentialsProvider.class);
			assertThat(credentialsProvider(context, standalone(context))).isSameAs(provider);
			assertThat(credentialsProvider(context, new RedisStandaloneConfiguration("other"))).isSameAs(provider);
		});
	}

	@Test
	void whenFactoryIsBuiltThenProviderHasTheToken() {
		this.contextRunner.run((context) -> {
			RedisCredentialsProvider provider = credentialsProvider(context, standalone(context));
			assertThat(provider.resolveCredentials().block()).satisfies((credentials) -> {
				assertThat(credentials.getUsername()).isEqualTo("oid");
				assertThat(credentials.getPassword()).isEqualTo("token".toCharArray());
			});
		});
	}

	@Test
	void whenFactoryIsBuiltThenConnectionsReauthenticate() {
		this.contextRunner.run((context) -> assertThat(clientOptions(context).getReauthenticateBehaviour())
			.isEqualTo(ReauthenticateBehavior.ON_NEW_CREDENTIALS));
	}

	@Test
	void whenPoolIsConfiguredThenItIsKept() {
		this.contextRunner.withPropertyValues("spring.data.redis.lettuce.pool.max-active=17").run((context) -> {
			assertThat(clientConfiguration(context)).isInstanceOfSatisfying(LettucePoolingClientConfiguration.class,
					(pooling) -> assertThat(pooling.getPoolConfig().getMaxTotal()).isEqualTo(17));
			assertThat(clientConfiguration(context).getRedisCredentialsProviderFactory()).isPresent();
		});
	}

	@Test
	void whenTimeoutIsConfiguredThenItIsKept() {
		this.contextRunner.withPropertyValues("spring.data.redis.timeout=7s")
			.run((context) -> assertThat(clientConfiguration(context).getCommandTimeout())
				.isEqualTo(Duration.ofSeconds(7)));
	}

	@Test
	void whenConnectTimeoutIsConfiguredThenItIsKept() {
		this.contextRunner.withPropertyValues("spring.data.redis.connect-timeout=3s")
			.run((context) -> assertThat(clientOptions(context).getSocketOptions().getConnectTimeout())
				.isEqualTo(Duration.ofSeconds(3)));
	}

	@Test
	void whenClientNameIsConfiguredThenItIsKept() {
		this.contextRunner.withPropertyValues("spring.data.redis.client-name=orders")
			.run((context) -> assertThat(clientConfiguration(context).getClientName()).contains("orders"));
	}

	@Test
	void whenSslBundleIsConfiguredThenItIsUsed() {
		this.contextRunner
			.withPropertyValues("spring.data.redis.ssl.bundle=private",
					"spring.ssl.bundle.jks.private.options.enabled-protocols=TLSv1.3")
			.run((context) -> {
				assertThat(clientOptions(context).getSslOptions().getProtocols()).containsExactly("TLSv1.3");
				assertThat(clientConfiguration(context).isUseSsl()).isTrue();
			});
	}

	@Test
	void whenSslBundleIsUnknownThenFails() {
		this.contextRunner.withPropertyValues("spring.data.redis.ssl.bundle=unknown")
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void whenVirtualThreadsAreOnThenFactoryIsTheSame() {
		this.contextRunner.withPropertyValues("spring.threads.virtual.enabled=true").run((context) -> {
			assertThat(context).hasSingleBean(LettuceConnectionFactory.class);
			assertThat(credentialsProvider(context, standalone(context)))
				.isSameAs(context.getBean(EntraRedisCredentialsProvider.class));
		});
	}

	@Test
	void whenInitializationIsLazyThenSchedulerRuns() {
		lazy().run((context) -> {
			assertThat(context.getBeanFactory().containsSingleton("amrTokenRefreshScheduler")).isTrue();
			assertThat(context.getBean(TokenRefreshScheduler.class).isRunning()).isTrue();
			assertThat(context.getBean(TokenRefresher.class).usableToken()).isNotNull();
		});
	}

	@Test
	void whenInitializationIsLazyThenMonitorIsThere() {
		lazy().run((context) -> assertThat(context.getBeanFactory().containsSingleton("reauthenticationMonitor"))
			.isTrue());
	}

	@Test
	void whenInitializationIsLazyThenListenersAreTold() {
		OutcomeListener listener = new OutcomeListener();
		lazy().withBean(TokenRefreshListener.class, () -> listener)
			.run((context) -> assertThat(listener.renewed.await(10, TimeUnit.SECONDS)).isTrue());
	}

	@Test
	void whenInitializationIsLazyThenWrongEndpointFails() {
		lazy().withPropertyValues("amr.endpoint=https://contoso").run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void whenUserHasListenerThenItIsToldOfTheFirstToken() {
		OutcomeListener listener = new OutcomeListener();
		this.contextRunner.withBean(TokenRefreshListener.class, () -> listener)
			.run((context) -> assertThat(listener.renewed.await(10, TimeUnit.SECONDS)).isTrue());
	}

	@Test
	void whenOnThenNoTaskSchedulerIsAdded() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(TaskScheduler.class));
	}

	@Test
	void whenApplicationSchedulesThenBootsSchedulerIsNotDisplaced() {
		this.contextRunner.withUserConfiguration(SchedulingConfiguration.class)
			.run((context) -> assertThat(context.getBeanNamesForType(TaskScheduler.class))
				.containsExactly("taskScheduler"));
	}

	@Test
	void whenContextIsClosedThenThreadsEnd() throws InterruptedException {
		Set<Thread> before = threads();
		Set<Thread> during = new HashSet<>();
		FakeCredential credential = new FakeCredential();
		withoutTokenSource().withBean(TokenCredential.class, () -> credential)
			.withPropertyValues("amr.identity.username=somebody")
			.run((context) -> {
				during.addAll(threads());
				during.removeAll(before);
			});
		assertThat(during).extracting(Thread::getName).contains("amr-1");
		during.add(credential.threads.element());
		for (Thread thread : during) {
			thread.join(TimeUnit.SECONDS.toMillis(10));
		}
		assertThat(during).noneMatch(Thread::isAlive);
	}

	@Test
	void whenThreadsRunThenTheyAreDaemons() {
		this.contextRunner.run((context) -> assertThat(threads()).isNotEmpty().allMatch(Thread::isDaemon));
	}

	@Test
	void whenStartingThenSchedulerIsBeforeConnectionFactoryAndWebServer() {
		this.contextRunner.run((context) -> assertThat(context.getBean(TokenRefreshScheduler.class).getPhase())
			.isLessThan(context.getBean(LettuceConnectionFactory.class).getPhase())
			.isLessThan(WEB_SERVER_PHASE));
	}

	@Test
	void whenContextIsClosedThenSchedulerStops() {
		TokenRefreshScheduler[] scheduler = new TokenRefreshScheduler[1];
		this.contextRunner.run((context) -> scheduler[0] = context.getBean(TokenRefreshScheduler.class));
		assertThat(scheduler[0].isRunning()).isFalse();
	}

	private ApplicationContextRunner withoutTokenSource() {
		return this.bareContextRunner.withPropertyValues(ENDPOINT);
	}

	private ApplicationContextRunner withoutEndpoint() {
		return this.bareContextRunner.withBean("tokenSource", TokenSource.class, () -> this.tokenSource);
	}

	private ApplicationContextRunner lazy() {
		return this.contextRunner.withInitializer(
				(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()));
	}

	private static void assertInert(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed()
			.hasSingleBean(RedisConnectionFactory.class)
			.doesNotHaveBean(AmrConnectionDetails.class)
			.doesNotHaveBean(TokenRefresher.class)
			.doesNotHaveBean(TokenRefreshScheduler.class)
			.doesNotHaveBean(EntraRedisCredentialsProvider.class)
			.doesNotHaveBean(AmrConnectionFactoryVerifier.class)
			.doesNotHaveBean("amrCredentialsCustomizer");
	}

	private static RedisStandaloneConfiguration standalone(ApplicationContext context) {
		return context.getBean(LettuceConnectionFactory.class).getStandaloneConfiguration();
	}

	private static LettuceClientConfiguration clientConfiguration(ApplicationContext context) {
		return context.getBean(LettuceConnectionFactory.class).getClientConfiguration();
	}

	private static ClientOptions clientOptions(ApplicationContext context) {
		return clientConfiguration(context).getClientOptions().orElseThrow();
	}

	private static RedisCredentialsProvider credentialsProvider(ApplicationContext context,
			RedisStandaloneConfiguration redis) {
		return clientConfiguration(context).getRedisCredentialsProviderFactory()
			.map((factory) -> factory.createCredentialsProvider(redis))
			.orElseThrow();
	}

	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().matches("amr-(\\d+|token-request-\\d+)"))
			.collect(Collectors.toSet());
	}

	private static EntraToken token() {
		Instant now = Instant.now();
		return new EntraToken("oid", "token", now, now.plus(Duration.ofHours(1)));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class SchedulingConfiguration {

	}

	private static final class OtherRedis implements DataRedisConnectionDetails {

		@Override
		public Standalone getStandalone() {
			return Standalone.of("other", 6379);
		}

	}

	private static final class OtherAmr implements AmrConnectionDetails {

		@Override
		public ClusterPolicy getClusterPolicy() {
			return ClusterPolicy.ENTERPRISE;
		}

		@Override
		public SslBundle getSslBundle() {
			return SslBundle.systemDefault();
		}

		@Override
		public Standalone getStandalone() {
			return Standalone.of("other.redis.azure.net", 10001);
		}

	}

	private static final class FakeCredential implements TokenCredential {

		private final Queue<String> scopes = new ConcurrentLinkedQueue<>();

		private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

		@Override
		public Mono<AccessToken> getToken(TokenRequestContext request) {
			this.threads.add(Thread.currentThread());
			this.scopes.addAll(request.getScopes());
			return Mono.just(new AccessToken("from-credential", OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));
		}

	}

	private static final class UnreachableHttpClient implements HttpClient {

		private final Queue<String> hosts = new ConcurrentLinkedQueue<>();

		@Override
		public Mono<HttpResponse> send(HttpRequest request) {
			this.hosts.add(request.getUrl().getHost());
			return Mono.error(new IOException("unreachable"));
		}

	}

	private static final class OutcomeListener implements TokenRefreshListener {

		private final CountDownLatch renewed = new CountDownLatch(1);

		private final CountDownLatch told = new CountDownLatch(1);

		@Override
		public void onRenewed(EntraToken token, Duration took) {
			this.renewed.countDown();
		}

		@Override
		public void onReauthentication(ReauthenticationOutcome outcome, Duration afterRenewal) {
			this.told.countDown();
		}

	}

}
