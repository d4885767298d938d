package io.github.amrspring.sample;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Sets a key, reads it back, and then serves.
 */
@SpringBootApplication
@EnableScheduling
public class SampleApplication {

	public static void main(String[] args) {
		SpringApplication.run(SampleApplication.class, args);
	}

	@Bean
	ApplicationRunner setAndGet(StringRedisTemplate redis) {
		return (args) -> {
			redis.opsForValue().set("foo", "bar");
			System.out.println("foo=" + redis.opsForValue().get("foo"));
		};
	}

}
