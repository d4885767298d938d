package io.github.amrspring.autoconfigure;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import io.github.amrspring.autoconfigure.emulator.AmrEmulatorAutoConfiguration;
import reactor.core.publisher.Mono;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/**
 * A real start of an application without an identity and without a network.
 */
final class StartedApplication {

	private StartedApplication() {
	}

	/**
	 * Start the application with an endpoint.
	 * @param settings properties beside those of the endpoint, or instead of them, each
	 * as {@code name=value} and once: a repeated command line argument makes a list
	 * @return the running application
	 */
	static ConfigurableApplicationContext with(String... settings) {
		return with((context) -> {
		}, settings);
	}

	static ConfigurableApplicationContext with(ApplicationContextInitializer<GenericApplicationContext> initializer,
			String... settings) {
		SpringApplication application = application();
		application.addInitializers(initializer);
		application.setDefaultProperties(Map.of("amr.endpoint", "contoso.redis.azure.net", "amr.cluster-policy",
				"enterprise", "amr.retry.number-of-retries", "0"));
		return application.run(arguments(settings));
	}

	/**
	 * Start the application without an endpoint, and so with the embedded emulator.
	 * @param settings properties, each as {@code name=value}
	 * @return the running application
	 */
	static ConfigurableApplicationContext withoutEndpoint(String... settings) {
		return application().run(arguments(settings));
	}

	private static SpringApplication application() {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setBannerMode(Banner.Mode.OFF);
		application.setRegisterShutdownHook(false);
		return application;
	}

	private static String[] arguments(String... settings) {
		return Arrays.stream(settings).map((setting) -> "--" + setting).toArray(String[]::new);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AmrAutoConfiguration.class, AmrEmulatorAutoConfiguration.class,
			ConfigurationPropertiesAutoConfiguration.class, DataRedisAutoConfiguration.class,
			SslAutoConfiguration.class })
	static class Application {

		@Bean
		HttpClient withoutNetwork() {
			return new WithoutNetwork();
		}

	}

	private static final class WithoutNetwork implements HttpClient {

		@Override
		public Mono<HttpResponse> send(HttpRequest request) {
			return Mono.error(new IOException("There is no network in this test"));
		}

	}

}
