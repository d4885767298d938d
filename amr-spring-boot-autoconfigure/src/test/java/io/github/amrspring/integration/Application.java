package io.github.amrspring.integration;

import java.util.ArrayList;
import java.util.List;

import io.github.amrspring.emulator.AmrEmulator;
import io.github.amrspring.token.TokenRefresher;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * A Spring Boot application that uses Redis, on the embedded emulator unless it is given
 * an endpoint.
 */
final class Application implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private Application(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static Application start(String... properties) {
		return start(Main.class, properties);
	}

	static Application start(Class<?> main, String... properties) {
		List<String> arguments = new ArrayList<>();
		for (String property : properties) {
			arguments.add("--" + property);
		}
		return new Application(
				new SpringApplicationBuilder(main).web(WebApplicationType.NONE).run(arguments.toArray(String[]::new)));
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	AmrEmulator emulator() {
		return bean(AmrEmulator.class);
	}

	StringRedisTemplate redis() {
		return bean(StringRedisTemplate.class);
	}

	TokenRefresher tokens() {
		return bean(TokenRefresher.class);
	}

	LettuceConnectionFactory connectionFactory() {
		return bean(LettuceConnectionFactory.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Main {

	}

}
