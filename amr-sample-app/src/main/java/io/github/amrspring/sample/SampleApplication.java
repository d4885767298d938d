package io.github.amrspring.sample;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Sets a key, reads it back, and then serves.
 */
@SpringBootApplication
@EnableScheduling
public class SampleApplication {

	private static final Log logger = LogFactory.getLog(SampleApplication.class);

	public static void main(String[] args) {
		SpringApplication.run(SampleApplication.class, args);
	}

	@Bean
	ApplicationRunner setAndGet(StringRedisTemplate redis) {
		return (args) -> {
			try {
				redis.opsForValue().set("foo", "bar");
				System.out.println("foo=" + redis.opsForValue().get("foo"));
			}
			catch (DataAccessException ex) {
				logger.warn("Redis cannot be used yet", ex);
			}
		};
	}

}
