package io.github.amrspring.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Adapts {@link AmrProperties} to {@link AmrConnectionDetails}.
 */
class PropertiesAmrConnectionDetails implements AmrConnectionDetails {

	private final AmrEndpoint endpoint;

	private final ClusterPolicy clusterPolicy;

	private final SslBundle sslBundle;

	PropertiesAmrConnectionDetails(AmrProperties properties, DataRedisProperties redisProperties,
			@Nullable SslBundles sslBundles) {
		Assert.state(properties.getEndpoint() != null, "'endpoint' must not be null");
		this.endpoint = AmrEndpoint.of(properties.getEndpoint());
		this.clusterPolicy = (properties.getClusterPolicy() != null) ? properties.getClusterPolicy()
				: ClusterPolicy.OSS;
		this.sslBundle = sslBundle(redisProperties.getSsl().getBundle(), sslBundles);
	}

	private static SslBundle sslBundle(@Nullable String name, @Nullable SslBundles sslBundles) {
		if (!StringUtils.hasLength(name)) {
			return SslBundle.systemDefault();
		}
		Assert.notNull(sslBundles, "SSL bundle name has been set but no SSL bundles found in context");
		return sslBundles.getBundle(name);
	}

	@Override
	public ClusterPolicy getClusterPolicy() {
		return this.clusterPolicy;
	}

	@Override
	public SslBundle getSslBundle() {
		return this.sslBundle;
	}

	@Override
	public Standalone getStandalone() {
		return Standalone.of(this.endpoint.host(), this.endpoint.port());
	}

}
