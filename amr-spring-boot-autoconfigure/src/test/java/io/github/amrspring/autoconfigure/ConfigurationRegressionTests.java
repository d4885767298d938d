package io.github.amrspring.autoconfigure;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What once went wrong with configuration, and must not again.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConfigurationRegressionTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			amr.endpoint                  | amr.endpoint=contoso.net:10000,password=Hunter2-s3cr3t,ssl=True
			amr.identity.authority-host   | amr.identity.authority-host=https://user:Hunter2-s3cr3t@login.example.com
			spring.data.redis.client-type | spring.data.redis.client-type=jedis
			""")
	void whenConfigurationIsWrongThenSaysSo(String property, String setting, CapturedOutput output) {
		Throwable failure = catchThrowable(() -> StartedApplication.with("amr.identity.type=system-assigned", setting));
		assertThat(failure).isNotNull();
		String printed = output.getAll();
		assertThat(printed).contains("APPLICATION FAILED TO START");
		assertThat(printed.substring(printed.indexOf("APPLICATION FAILED TO START"))).contains(property);
		assertThat(printed).doesNotContain("Hunter2-s3cr3t");
	}

	@Test
	void whenApplicationHasLogLevelAmongItsDefaultPropertiesThenItWins() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addLast(new MapPropertySource("defaultProperties", Map.of("logging.level.com.azure.identity", "INFO")));
		new LogLevelEnvironmentPostProcessor().postProcessEnvironment(environment, new SpringApplication());
		assertThat(environment.getProperty("logging.level.com.azure.identity")).isEqualTo("INFO");
	}

	@ParameterizedTest
	@ValueSource(strings = { "amr.emulator.token-lifetime=-1s", "amr.emulator.token-lifetime=0s" })
	void whenTokenLifetimeOfEmulatorIsWrongThenSaysSo(String setting, CapturedOutput output) {
		assertThat(catchThrowable(() -> StartedApplication.withoutEndpoint(setting))).isNotNull();
		assertThat(output).contains("APPLICATION FAILED TO START").contains("amr.emulator.token-lifetime");
	}

}
