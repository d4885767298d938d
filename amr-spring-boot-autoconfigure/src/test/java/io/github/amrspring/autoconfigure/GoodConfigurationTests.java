package io.github.amrspring.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import io.github.amrspring.token.TokenAcquisitionException;
import io.github.amrspring.token.TokenAcquisitionException.Reason;
import io.github.amrspring.token.TokenRefresher;
import io.github.amrspring.token.TokenSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of properties at the edge of what works: the application starts, and fails only
 * for want of a network.
 */
class GoodConfigurationTests {

	private static final String PASSWORD = "right-Hunter2";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private static Path directory;

	@BeforeAll
	static void writeCertificates() throws Exception {
		Files.write(directory.resolve("protected.pfx"), TestCertificate.pkcs12(PASSWORD, 1));
		Files.write(directory.resolve("open.pfx"), TestCertificate.pkcs12("", 1));
	}

	static Stream<List<String>> certificates() throws Exception {
		String location = "amr.identity.certificate.location=file:";
		String base64 = "amr.identity.certificate.base64=";
		String password = "amr.identity.certificate.password=";
		byte[] content = Files.readAllBytes(directory.resolve("protected.pfx"));
		return Stream.of(List.of(location + directory.resolve("protected.pfx"), password + PASSWORD),
				List.of(location + directory.resolve("open.pfx")),
				List.of(location + directory.resolve("open.pfx"), password),
				List.of(base64 + Base64.getEncoder().encodeToString(content), password + PASSWORD),
				List.of(base64 + Base64.getMimeEncoder().encodeToString(content), password + PASSWORD),
				List.of(base64 + "\n " + Base64.getMimeEncoder().encodeToString(content) + "\n", password + PASSWORD),
				List.of(base64 + Base64.getEncoder().encodeToString(Files.readAllBytes(directory.resolve("open.pfx")))),
				List.of("amr.identity.type=client-certificate", location + directory.resolve("open.pfx")));
	}

	@ParameterizedTest
	@MethodSource("certificates")
	void whenCertificateCanBeOpenedThenItIsUsed(List<String> settings) {
		try (ConfigurableApplicationContext application = StartedApplication.with(Stream
			.concat(Stream.of("amr.identity.tenant-id=tenant", "amr.identity.client-id=client"), settings.stream())
			.toArray(String[]::new))) {
			assertThat(application.getBean(TokenSource.class))
				.hasToString("client 'client' of tenant 'tenant' with a certificate");
			assertFailedForWantOfNetwork(application);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					amr.identity.type=system-assigned                              | the system-assigned managed identity
					amr.identity.type=SYSTEM_ASSIGNED                              | the system-assigned managed identity
					amr.identity.type=system-assigned amr.identity.client-id=      | the system-assigned managed identity
					amr.identity.type=user-assigned amr.identity.client-id=1       | the user-assigned managed identity with client id '1'
					amr.identity.type=user-assigned amr.identity.object-id=2       | the user-assigned managed identity with object id '2'
					amr.identity.type=user-assigned amr.identity.resource-id=/3    | the user-assigned managed identity with resource id '/3'
					amr.identity.tenant-id=contoso.com amr.identity.client-id=1 amr.identity.client-secret=Hunter2 | client '1' of tenant 'contoso.com' with a secret
					""")
	void whenIdentityIsCompleteThenItIsUsed(String settings, String identity) {
		try (ConfigurableApplicationContext application = StartedApplication.with(settings.split(" ", -1))) {
			assertThat(application.getBean(TokenSource.class)).hasToString(identity);
			assertFailedForWantOfNetwork(application);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "amr.refresh.ratio=1", "amr.refresh.ratio=0.0001", "amr.refresh.lower-bound=0s",
			"amr.refresh.lower-bound=365d", "amr.refresh.lower-bound=", "amr.refresh.request-timeout=365d",
			"amr.refresh.reauthentication-spread=0s", "amr.refresh.startup-timeout=0s",
			"amr.refresh.startup-timeout=365d", "amr.retry.min-delay=1ms", "amr.retry.min-delay=30s",
			"amr.retry.max-delay=100ms", "amr.retry.exponent-base=1", "amr.retry.exponent-base=1000",
			"amr.retry.number-of-retries=0", "amr.identity.authority-host=https://login.example.com/",
			"amr.identity.cloud=China", "amr.identity.scopes=https://one/.default", "spring.data.redis.password=",
			"spring.data.redis.username=", "spring.data.redis.url=", "spring.data.redis.database=0",
			"spring.data.redis.lettuce.read-from=upstream", "spring.data.redis.lettuce.read-from=MASTER",
			"spring.data.redis.ssl.enabled=true", "spring.data.redis.client-type=lettuce" })
	void whenValueIsAtTheEdgeThenStarts(String setting) {
		try (ConfigurableApplicationContext application = StartedApplication.with("amr.identity.type=system-assigned",
				setting)) {
			assertThat(application.isRunning()).isTrue();
		}
	}

	@ParameterizedTest
	@CsvSource({ "contoso.redis.azure.net, contoso.redis.azure.net, 10000", "contoso:6380, contoso, 6380",
			"' contoso:65535 ', contoso, 65535", "localhost:1, localhost, 1", "10.0.0.4:10000, 10.0.0.4, 10000" })
	void whenEndpointIsCompleteThenItIsConnectedTo(String endpoint, String host, int port) {
		try (ConfigurableApplicationContext application = StartedApplication.with("amr.identity.type=system-assigned",
				"amr.endpoint=" + endpoint)) {
			LettuceConnectionFactory factory = application.getBean(LettuceConnectionFactory.class);
			assertThat(factory.getHostName()).isEqualTo(host);
			assertThat(factory.getPort()).isEqualTo(port);
		}
	}

	@Test
	void whenNothingOfOursIsConfiguredThenPlainRedisStarts() {
		try (ConfigurableApplicationContext application = StartedApplication.with("amr.enabled=false",
				"spring.data.redis.password=secret", "spring.data.redis.database=3")) {
			assertThat(application.getBean(LettuceConnectionFactory.class).getDatabase()).isEqualTo(3);
		}
	}

	private static void assertFailedForWantOfNetwork(ConfigurableApplicationContext application) {
		assertThat(application.getBean(TokenRefresher.class).state().lastFailure()).isNotNull()
			.hasMessageContaining("There is no network in this test")
			.extracting(TokenAcquisitionException::reason)
			.isEqualTo(Reason.TRANSIENT);
	}

}
