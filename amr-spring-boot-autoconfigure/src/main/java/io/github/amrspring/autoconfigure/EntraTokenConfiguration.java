package io.github.amrspring.autoconfigure;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.util.HttpClientOptions;
import io.github.amrspring.credential.AzureIdentityTokenSource;
import io.github.amrspring.credential.CredentialFactory;
import io.github.amrspring.credential.EntraEnvironment;
import io.github.amrspring.credential.Identity;
import io.github.amrspring.token.RefreshPolicy;
import io.github.amrspring.token.RetryPolicy;
import io.github.amrspring.token.TokenRefreshListener;
import io.github.amrspring.token.TokenRefreshListeners;
import io.github.amrspring.token.TokenRefreshScheduler;
import io.github.amrspring.token.TokenRefresher;
import io.github.amrspring.token.TokenSource;
import io.github.amrspring.token.TokenThreads;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;

/**
 * Obtains a token and keeps it fresh.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBean(AmrConnectionDetails.class)
class EntraTokenConfiguration {

	private final AmrProperties properties;

	EntraTokenConfiguration(AmrProperties properties) {
		this.properties = properties;
	}

	@Bean
	static LazyInitializationExcludeFilter tokenRefreshSchedulerLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(TokenRefreshScheduler.class);
	}

	@Bean
	TokenThreads amrTokenThreads() {
		return new TokenThreads();
	}

	@Bean
	TokenRefreshListeners amrTokenRefreshListeners() {
		return new TokenRefreshListeners();
	}

	@Bean
	@ConditionalOnMissingBean(TokenSource.class)
	AzureIdentityTokenSource amrTokenSource(AmrConnectionDetails connectionDetails,
			ObjectProvider<TokenCredential> credentials, ObjectProvider<HttpClient> httpClients, TokenThreads threads) {
		AmrProperties.Identity properties = this.properties.getIdentity();
		Identity identity = PropertiesIdentity.of(properties, connectionDetails.getDefaultIdentity(), credentials);
		HttpClient emulator = connectionDetails.getIdentityHttpClient(identity);
		HttpClient given = (emulator != null) ? emulator : httpClients.getIfUnique();
		Supplier<HttpClient> httpClient = (given != null) ? () -> given : SingletonSupplier.of(this::httpClient);
		String authorityHost = (properties.getAuthorityHost() != null) ? properties.getAuthorityHost()
				: properties.getCloud().authorityHost();
		EntraEnvironment environment = new EntraEnvironment(authorityHost, properties.isInstanceDiscoveryEnabled(),
				httpClient);
		return new AzureIdentityTokenSource(new CredentialFactory(identity, environment), properties.getScopes(),
				properties.getUsername(), this.properties.getRefresh().getRequestTimeout(),
				threads.scheduler().getClock());
	}

	private HttpClient httpClient() {
		Duration timeout = this.properties.getRefresh().getRequestTimeout();
		return HttpClient.createDefault(
				new HttpClientOptions().setConnectTimeout(timeout).setReadTimeout(timeout).setResponseTimeout(timeout));
	}

	@Bean
	TokenRefresher amrTokenRefresher(TokenSource source, TokenThreads threads, TokenRefreshListeners listeners) {
		AmrProperties.Refresh refresh = this.properties.getRefresh();
		AmrProperties.Retry retry = this.properties.getRetry();
		return new TokenRefresher(source, new RefreshPolicy(refresh.getRatio(), refresh.getLowerBound()),
				new RetryPolicy(retry.getNumberOfRetries(), retry.getMinDelay(), retry.getMaxDelay(),
						retry.getExponentBase()),
				threads.scheduler().getClock(), () -> ThreadLocalRandom.current().nextDouble(), listeners);
	}

	@Bean
	TokenRefreshScheduler amrTokenRefreshScheduler(TokenRefresher refresher, TokenThreads threads) {
		AmrProperties.Refresh refresh = this.properties.getRefresh();
		return new TokenRefreshScheduler(refresher, refresh.getStartupTimeout(), refresh.isFailFast(),
				threads.scheduler());
	}

	/**
	 * Listeners of the application are asked for when every bean exists: one that uses
	 * Redis itself must not find the connection factory still in creation.
	 */
	@Bean
	SmartInitializingSingleton amrTokenRefreshListenerRegistration(TokenRefreshListeners listeners,
			ObjectProvider<TokenRefreshListener> candidates) {
		return () -> {
			candidates.orderedStream().forEach(listeners::add);
			listeners.startupEnded();
		};
	}

}
