package io.github.amrspring.autoconfigure;

import java.util.Map;

import io.github.amrspring.emulator.AmrEmulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link LogLevelEnvironmentPostProcessor}.
 */
class LogLevelEnvironmentPostProcessorTests {

	private static final String AZURE_IDENTITY = "logging.level.com.azure.identity";

	private static final String LETTUCE = "logging.level.io.lettuce.core.RedisAuthenticationHandler";

	private final ConfigurableEnvironment environment = new StandardEnvironment();

	@ParameterizedTest
	@ValueSource(strings = { AZURE_IDENTITY, "logging.level.com.microsoft.aad.msal4j", LETTUCE })
	void whenEndpointThenLibraryIsQuiet(String property) {
		process("amr.endpoint=contoso");
		assertThat(this.environment.getProperty(property)).isEqualTo("OFF");
	}

	@Test
	void whenEmulatorIsPresentThenLibrariesAreQuiet() {
		process();
		assertThat(this.environment.getProperty(AZURE_IDENTITY)).isEqualTo("OFF");
	}

	@Test
	void whenApplicationSetsLevelThenItWins() {
		process("amr.endpoint=contoso", AZURE_IDENTITY + "=DEBUG");
		assertThat(this.environment.getProperty(AZURE_IDENTITY)).isEqualTo("DEBUG");
	}

	@Test
	void whenApplicationSetsOneLevelThenTheOthersStayQuiet() {
		process("amr.endpoint=contoso", AZURE_IDENTITY + "=DEBUG");
		assertThat(this.environment.getProperty(LETTUCE)).isEqualTo("OFF");
	}

	@Test
	void whenApplicationHasDefaultPropertiesThenTheyAreKept() {
		this.environment.getPropertySources()
			.addLast(new MapPropertySource("defaultProperties", Map.of("some", "thing")));
		process("amr.endpoint=contoso");
		assertThat(this.environment.getProperty("some")).isEqualTo("thing");
		assertThat(this.environment.getProperty(AZURE_IDENTITY)).isEqualTo("OFF");
	}

	@Test
	void whenDisabledThenLevelsAreLeftAlone() {
		process("amr.enabled=false", "amr.endpoint=contoso");
		assertThat(this.environment.containsProperty(AZURE_IDENTITY)).isFalse();
	}

	@Test
	void whenNeitherEndpointNorEmulatorThenLevelsAreLeftAlone() {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		thread.setContextClassLoader(new FilteredClassLoader(AmrEmulator.class));
		try {
			process();
		}
		finally {
			thread.setContextClassLoader(before);
		}
		assertThat(this.environment.containsProperty(AZURE_IDENTITY)).isFalse();
	}

	@Test
	void whenApplicationStartsThenLevelsAreInItsEnvironment() {
		try (ConfigurableApplicationContext application = StartedApplication
			.with("amr.identity.type=system-assigned")) {
			assertThat(application.getEnvironment().getProperty(LETTUCE)).isEqualTo("OFF");
		}
	}

	private void process(String... properties) {
		TestPropertyValues.of(properties).applyTo(this.environment);
		new LogLevelEnvironmentPostProcessor().postProcessEnvironment(this.environment, new SpringApplication());
	}

}
