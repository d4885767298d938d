package io.github.amrspring.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Configuration;

/**
 * Says once that an endpoint is configured but something else decides how Redis is
 * reached.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(AmrEndpoint.PROPERTY)
@ConditionalOnMissingBean(AmrConnectionDetails.class)
class BackedOffConfiguration {

	private static final Log logger = LogFactory.getLog(BackedOffConfiguration.class);

	BackedOffConfiguration() {
		logger.info("'amr.endpoint' is set but not used: the application has a RedisConnectionFactory or "
				+ "DataRedisConnectionDetails bean of its own, which decides how Redis is reached");
	}

}
