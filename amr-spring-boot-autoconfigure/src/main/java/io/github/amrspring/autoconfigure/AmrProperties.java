package io.github.amrspring.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.io.Resource;

/**
 * Configuration properties of AMR Spring Boot.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("amr")
public class AmrProperties implements InitializingBean {

	/**
	 * Whether to connect Spring Data Redis to Azure Managed Redis with Microsoft Entra ID
	 * tokens.
	 */
	private boolean enabled = true;

	/**
	 * Endpoint of the Azure Managed Redis instance as "host[:port]", such as
	 * "contoso.westeurope.redis.azure.net". The port is 10000 when not given. The
	 * connection always uses TLS.
	 */
	private @Nullable String endpoint;

	/**
	 * Cluster policy of the database, as chosen when it was created. The policy "oss" is
	 * not supported yet.
	 */
	private @Nullable ClusterPolicy clusterPolicy;

	private final Identity identity = new Identity();

	private final Refresh refresh = new Refresh();

	private final Retry retry = new Retry();

	private final Emulator emulator = new Emulator();

	/**
	 * Refuse values that cannot work, before anything is made of them.
	 */
	@Override
	public void afterPropertiesSet() {
		AmrPropertiesValidator.validate(this);
	}

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable String getEndpoint() {
		return this.endpoint;
	}

	public void setEndpoint(@Nullable String endpoint) {
		this.endpoint = endpoint;
	}

	public @Nullable ClusterPolicy getClusterPolicy() {
		return this.clusterPolicy;
	}

	public void setClusterPolicy(@Nullable ClusterPolicy clusterPolicy) {
		this.clusterPolicy = clusterPolicy;
	}

	public Identity getIdentity() {
		return this.identity;
	}

	public Refresh getRefresh() {
		return this.refresh;
	}

	public Retry getRetry() {
		return this.retry;
	}

	public Emulator getEmulator() {
		return this.emulator;
	}

	/**
	 * Identity of the application in Microsoft Entra ID.
	 */
	public static class Identity {

		/**
		 * Type of the identity. When not set: "client-secret" if there is a secret,
		 * "client-certificate" if there is a certificate, else the only TokenCredential
		 * bean of the application.
		 */
		private @Nullable IdentityType type;

		/**
		 * Directory (tenant) id of a service principal.
		 */
		private @Nullable String tenantId;

		/**
		 * Application (client) id of a service principal, or client id of a user-assigned
		 * managed identity.
		 */
		private @Nullable String clientId;

		/**
		 * Object (principal) id of a user-assigned managed identity.
		 */
		private @Nullable String objectId;

		/**
		 * Azure resource id of a user-assigned managed identity.
		 */
		private @Nullable String resourceId;

		/**
		 * Secret value of a service principal. This is not the id of the secret.
		 */
		private @Nullable String clientSecret;

		/**
		 * Azure cloud that the identity lives in.
		 */
		private Cloud cloud = Cloud.PUBLIC;

		/**
		 * Authority that issues the tokens, as an https address. Overrides the one of the
		 * cloud.
		 */
		private @Nullable String authorityHost;

		/**
		 * Whether the authority is verified with the instance discovery of Microsoft
		 * Entra ID. Private clouds need this off.
		 */
		private boolean instanceDiscoveryEnabled = true;

		/**
		 * Scopes to ask for.
		 */
		private List<String> scopes = List.of("https://redis.azure.com/.default");

		/**
		 * Redis user name. When not set, the object id of the identity is taken from the
		 * "oid" claim of the token.
		 */
		private @Nullable String username;

		private final Certificate certificate = new Certificate();

		public @Nullable IdentityType getType() {
			return this.type;
		}

		public void setType(@Nullable IdentityType type) {
			this.type = type;
		}

		public @Nullable String getTenantId() {
			return this.tenantId;
		}

		public void setTenantId(@Nullable String tenantId) {
			this.tenantId = tenantId;
		}

		public @Nullable String getClientId() {
			return this.clientId;
		}

		public void setClientId(@Nullable String clientId) {
			this.clientId = clientId;
		}

		public @Nullable String getObjectId() {
			return this.objectId;
		}

		public void setObjectId(@Nullable String objectId) {
			this.objectId = objectId;
		}

		public @Nullable String getResourceId() {
			return this.resourceId;
		}

		public void setResourceId(@Nullable String resourceId) {
			this.resourceId = resourceId;
		}

		public @Nullable String getClientSecret() {
			return this.clientSecret;
		}

		public void setClientSecret(@Nullable String clientSecret) {
			this.clientSecret = clientSecret;
		}

		public Cloud getCloud() {
			return this.cloud;
		}

		public void setCloud(Cloud cloud) {
			this.cloud = cloud;
		}

		public @Nullable String getAuthorityHost() {
			return this.authorityHost;
		}

		public void setAuthorityHost(@Nullable String authorityHost) {
			this.authorityHost = authorityHost;
		}

		public boolean isInstanceDiscoveryEnabled() {
			return this.instanceDiscoveryEnabled;
		}

		public void setInstanceDiscoveryEnabled(boolean instanceDiscoveryEnabled) {
			this.instanceDiscoveryEnabled = instanceDiscoveryEnabled;
		}

		public List<String> getScopes() {
			return this.scopes;
		}

		public void setScopes(List<String> scopes) {
			this.scopes = scopes;
		}

		public @Nullable String getUsername() {
			return this.username;
		}

		public void setUsername(@Nullable String username) {
			this.username = username;
		}

		public Certificate getCertificate() {
			return this.certificate;
		}

		/**
		 * Certificate of a service principal.
		 */
		public static class Certificate {

			/**
			 * Location of a PKCS12 file with the certificate and its private key. It is
			 * read again for each new token.
			 */
			private @Nullable Resource location;

			/**
			 * Content of a PKCS12 file in Base64, as an alternative to a location.
			 */
			private @Nullable String base64;

			/**
			 * Password of the PKCS12 content.
			 */
			private @Nullable String password;

			public @Nullable Resource getLocation() {
				return this.location;
			}

			public void setLocation(@Nullable Resource location) {
				this.location = location;
			}

			public @Nullable String getBase64() {
				return this.base64;
			}

			public void setBase64(@Nullable String base64) {
				this.base64 = base64;
			}

			public @Nullable String getPassword() {
				return this.password;
			}

			public void setPassword(@Nullable String password) {
				this.password = password;
			}

		}

	}

	/**
	 * Renewal of tokens.
	 */
	public static class Refresh {

		/**
		 * Share of a token's lifetime after which to renew it, greater than 0 and at most
		 * 1.
		 */
		private double ratio = 0.75;

		/**
		 * Time before expiry at which a token is renewed at the latest. Tokens that live
		 * less than twice as long are renewed at half of their lifetime.
		 */
		private Duration lowerBound = Duration.ofMinutes(5);

		/**
		 * Time after which one request for a token is abandoned.
		 */
		private Duration requestTimeout = Duration.ofSeconds(15);

		/**
		 * Time over which live connections are sent a new token, each at a random moment.
		 * Shrinks to half of what the old token has left.
		 */
		private Duration reauthenticationSpread = Duration.ofSeconds(10);

		/**
		 * Time that the startup waits at most for the first token.
		 */
		private Duration startupTimeout = Duration.ofSeconds(10);

		/**
		 * Whether the startup fails when there is no token within the startup timeout.
		 * When not, the application starts without one and goes on asking.
		 */
		private boolean failFast = false;

		public double getRatio() {
			return this.ratio;
		}

		public void setRatio(double ratio) {
			this.ratio = ratio;
		}

		public Duration getLowerBound() {
			return this.lowerBound;
		}

		public void setLowerBound(Duration lowerBound) {
			this.lowerBound = lowerBound;
		}

		public Duration getRequestTimeout() {
			return this.requestTimeout;
		}

		public void setRequestTimeout(Duration requestTimeout) {
			this.requestTimeout = requestTimeout;
		}

		public Duration getReauthenticationSpread() {
			return this.reauthenticationSpread;
		}

		public void setReauthenticationSpread(Duration reauthenticationSpread) {
			this.reauthenticationSpread = reauthenticationSpread;
		}

		public Duration getStartupTimeout() {
			return this.startupTimeout;
		}

		public void setStartupTimeout(Duration startupTimeout) {
			this.startupTimeout = startupTimeout;
		}

		public boolean isFailFast() {
			return this.failFast;
		}

		public void setFailFast(boolean failFast) {
			this.failFast = failFast;
		}

	}

	/**
	 * Repetition of failed requests for a token, in rounds.
	 */
	public static class Retry {

		/**
		 * Attempts of a round after its first one. When a round has failed, the next one
		 * begins after the longest delay, without end.
		 */
		private int numberOfRetries = 3;

		/**
		 * Delay before the first retry of a round. Up to as much again is added at random
		 * to each delay.
		 */
		private Duration minDelay = Duration.ofMillis(100);

		/**
		 * Longest delay between two attempts, unless the identity provider asks for more.
		 */
		private Duration maxDelay = Duration.ofSeconds(30);

		/**
		 * Factor by which each delay of a round exceeds the one before, at least 1.
		 */
		private double exponentBase = 2.0;

		public int getNumberOfRetries() {
			return this.numberOfRetries;
		}

		public void setNumberOfRetries(int numberOfRetries) {
			this.numberOfRetries = numberOfRetries;
		}

		public Duration getMinDelay() {
			return this.minDelay;
		}

		public void setMinDelay(Duration minDelay) {
			this.minDelay = minDelay;
		}

		public Duration getMaxDelay() {
			return this.maxDelay;
		}

		public void setMaxDelay(Duration maxDelay) {
			this.maxDelay = maxDelay;
		}

		public double getExponentBase() {
			return this.exponentBase;
		}

		public void setExponentBase(double exponentBase) {
			this.exponentBase = exponentBase;
		}

	}

	/**
	 * Embedded emulator.
	 */
	public static class Emulator {

		/**
		 * Whether the embedded emulator starts when there is no endpoint and the emulator
		 * is on the class path.
		 */
		private boolean enabled = true;

		/**
		 * Lifetime of the tokens that the embedded emulator issues.
		 */
		private Duration tokenLifetime = Duration.ofHours(1);

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getTokenLifetime() {
			return this.tokenLifetime;
		}

		public void setTokenLifetime(Duration tokenLifetime) {
			this.tokenLifetime = tokenLifetime;
		}

	}

	/**
	 * Azure clouds.
	 */
	public enum Cloud {

		/**
		 * Azure.
		 */
		PUBLIC("https://login.microsoftonline.com"),

		/**
		 * Azure US Government.
		 */
		US_GOVERNMENT("https://login.microsoftonline.us"),

		/**
		 * Azure operated by 21Vianet.
		 */
		CHINA("https://login.partner.microsoftonline.cn");

		private final String authorityHost;

		Cloud(String authorityHost) {
			this.authorityHost = authorityHost;
		}

		String authorityHost() {
			return this.authorityHost;
		}

	}

}
