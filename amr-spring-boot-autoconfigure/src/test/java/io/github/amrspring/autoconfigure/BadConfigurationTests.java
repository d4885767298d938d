package io.github.amrspring.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import org.assertj.core.util.Throwables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests of what a start says about properties that cannot work.
 */
@ExtendWith(OutputCaptureExtension.class)
class BadConfigurationTests {

	private static final String SECRET = "Hunter2-s3cr3t";

	private static final String PASSWORD = "right-Hunter2";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private static Path directory;

	@BeforeAll
	static void writeCertificates() throws Exception {
		Files.write(directory.resolve("protected.pfx"), TestCertificate.pkcs12(PASSWORD, 1));
		Files.write(directory.resolve("open.pfx"), TestCertificate.pkcs12("", 1));
		Files.write(directory.resolve("trust.pfx"), TestCertificate.pkcs12(PASSWORD, 0));
		Files.write(directory.resolve("two.pfx"), TestCertificate.pkcs12(PASSWORD, 2));
		Files.writeString(directory.resolve("text.pfx"), "-----BEGIN CERTIFICATE-----\n" + SECRET + "\n");
		Files.createFile(directory.resolve("empty.pfx"));
	}

	static Stream<Row> endpoints() {
		return Stream.of(setting("amr.endpoint", ""), setting("amr.endpoint", " "), setting("amr.endpoint", ":10000"),
				setting("amr.endpoint", "contoso.net:"), setting("amr.endpoint", "contoso.net:0"),
				setting("amr.endpoint", "contoso.net:70000"), setting("amr.endpoint", "contoso.net:99999999999"),
				setting("amr.endpoint", "contoso.net:-1"), setting("amr.endpoint", "contoso.net:abc"),
				setting("amr.endpoint", "contoso.net/0"), setting("amr.endpoint", "contoso.net,other.net"),
				setting("amr.endpoint", "rediss://contoso.net:10000"),
				setting("amr.endpoint", "rediss://user:" + SECRET + "@contoso.net:10000"),
				setting("amr.endpoint", "user:" + SECRET + "@contoso.net"), setting("amr.cluster-policy", "oss"),
				setting("amr.cluster-policy", ""), setting("amr.cluster-policy", "sharded"),
				setting("amr.enabled", "maybe"));
	}

	static Stream<Row> identities() {
		return Stream.of(row("amr.identity.type"), row("amr.identity.type", "amr.identity.type="),
				row("amr.identity.type", "amr.identity.type=robot"),
				row("amr.identity.cloud", "amr.identity.type=system-assigned", "amr.identity.cloud=mars"),
				row("amr.identity.client-id", "amr.identity.type=user-assigned"),
				row("amr.identity.client-id", "amr.identity.type=user-assigned", "amr.identity.client-id= "),
				row("amr.identity.object-id", "amr.identity.type=user-assigned", "amr.identity.client-id=1",
						"amr.identity.object-id=2"),
				row("amr.identity.resource-id", "amr.identity.type=user-assigned", "amr.identity.client-id=1",
						"amr.identity.resource-id=2"),
				row("amr.identity.client-id", "amr.identity.type=system-assigned", "amr.identity.client-id=1"),
				row("amr.identity.object-id", "amr.identity.type=system-assigned", "amr.identity.object-id=1"),
				row("amr.identity.resource-id", "amr.identity.type=system-assigned", "amr.identity.resource-id=1"),
				row("amr.identity.client-secret", "amr.identity.client-secret=" + SECRET,
						"amr.identity.certificate.location=open.pfx"),
				row("amr.identity.client-secret", "amr.identity.client-secret=" + SECRET,
						"amr.identity.certificate.base64=" + SECRET),
				row("amr.identity.type", "amr.identity.type=client-certificate",
						"amr.identity.client-secret=" + SECRET),
				row("amr.identity.type", "amr.identity.type=system-assigned", "amr.identity.client-secret=" + SECRET),
				row("amr.identity.type", "amr.identity.type=client-secret",
						"amr.identity.certificate.base64=" + SECRET),
				row("amr.identity.type", "amr.identity.type=user-assigned", "amr.identity.client-id=1",
						"amr.identity.certificate.base64=" + SECRET),
				row("amr.identity.client-secret", "amr.identity.type=client-secret", "amr.identity.tenant-id=t",
						"amr.identity.client-id=c"),
				row("amr.identity.tenant-id", "amr.identity.client-id=c", "amr.identity.client-secret=" + SECRET),
				row("amr.identity.tenant-id", "amr.identity.tenant-id=a/b", "amr.identity.client-id=c",
						"amr.identity.client-secret=" + SECRET),
				row("amr.identity.client-id", "amr.identity.tenant-id=t", "amr.identity.client-secret=" + SECRET),
				row("amr.identity.scopes", "amr.identity.type=system-assigned", "amr.identity.scopes="),
				row("amr.identity.scopes", "amr.identity.type=system-assigned", "amr.identity.scopes= "),
				row("amr.identity.scopes", "amr.identity.type=system-assigned", "amr.identity.scopes[0]= "),
				row("amr.identity.scopes", "amr.identity.type=system-assigned", "amr.identity.scopes=https://one, ,"),
				row("amr.identity.scopes", "amr.identity.type=system-assigned",
						"amr.identity.scopes=https://one/.default,https://two/.default"),
				row("amr.identity.username", "amr.identity.type=system-assigned", "amr.identity.username="),
				row("amr.identity.username", "amr.identity.type=system-assigned", "amr.identity.username= "),
				row("amr.identity.authority-host", "amr.identity.type=system-assigned",
						"amr.identity.authority-host=http://login.example.com"),
				row("amr.identity.authority-host", "amr.identity.type=system-assigned",
						"amr.identity.authority-host=login.example.com"),
				row("amr.identity.authority-host", "amr.identity.type=system-assigned",
						"amr.identity.authority-host="));
	}

	static Stream<Row> certificates() {
		String location = "amr.identity.certificate.location";
		String base64 = "amr.identity.certificate.base64";
		String password = "amr.identity.certificate.password";
		return Stream.of(certificate(location, "amr.identity.type=client-certificate"),
				certificate(base64, "amr.identity.type=client-certificate"),
				certificate(location, location + "=" + file("missing.pfx")),
				certificate(location, location + "=" + SECRET), certificate(location, location + "=" + file("")),
				certificate(location, location + "=" + file("text.pfx")),
				certificate(location, location + "=" + file("empty.pfx")),
				certificate(location, location + "=" + file("trust.pfx"), password + "=" + PASSWORD),
				certificate(location, location + "=" + file("two.pfx"), password + "=" + PASSWORD),
				certificate(location, location + "=nowhere:" + file("")),
				certificate(password, location + "=" + file("protected.pfx"), password + "=" + SECRET),
				certificate(password, location + "=" + file("protected.pfx")),
				certificate(password, location + "=" + file("open.pfx"), password + "=" + SECRET),
				certificate(password, base64 + "=" + base64("protected.pfx"), password + "=" + SECRET),
				certificate(base64, location + "=" + file("open.pfx"), base64 + "=" + base64("open.pfx")),
				certificate(base64, base64 + "=!!" + SECRET + "!!"), certificate(base64,
						base64 + "=" + Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8))));
	}

	static Stream<Row> numbers() {
		Stream<Row> durations = Stream
			.of("amr.refresh.lower-bound", "amr.refresh.request-timeout", "amr.refresh.reauthentication-spread",
					"amr.refresh.startup-timeout", "amr.retry.min-delay", "amr.retry.max-delay",
					"amr.emulator.token-lifetime")
			.flatMap((name) -> Stream.of("-1s", "-1ns", "366d", "100000000000000d", "PT2562047788015215H", "soon")
				.map((value) -> setting(name, value)));
		Stream<Row> notZero = Stream
			.of("amr.refresh.request-timeout", "amr.retry.min-delay", "amr.retry.max-delay",
					"amr.emulator.token-lifetime")
			.flatMap((name) -> Stream.of("0s", "999us").map((value) -> setting(name, value)));
		Stream<Row> others = Stream.of(setting("amr.refresh.ratio", "0"), setting("amr.refresh.ratio", "-0.1"),
				setting("amr.refresh.ratio", "1.5"), setting("amr.refresh.ratio", "NaN"),
				setting("amr.refresh.ratio", "most"), setting("amr.retry.number-of-retries", "-1"),
				setting("amr.retry.number-of-retries", "many"), setting("amr.retry.exponent-base", "0.9"),
				setting("amr.retry.exponent-base", "NaN"), setting("amr.retry.exponent-base", "Infinity"),
				row("amr.retry.min-delay", "amr.identity.type=system-assigned", "amr.retry.min-delay=31s"),
				row("amr.retry.max-delay", "amr.identity.type=system-assigned", "amr.retry.max-delay=99ms"));
		return Stream.of(durations, notZero, others).flatMap((rows) -> rows);
	}

	static Stream<Row> emulator() {
		return Stream.of(row("amr.emulator.token-lifetime", "amr.emulator.token-lifetime=366d"),
				row("amr.cluster-policy", "amr.cluster-policy=oss"),
				row("amr.cluster-policy", "amr.cluster-policy=enterprise"),
				row("amr.identity.client-id", "amr.identity.type=user-assigned"),
				row("amr.refresh.ratio", "amr.refresh.ratio=2"),
				row("spring.data.redis.password", "spring.data.redis.password=" + SECRET));
	}

	static Stream<Row> redisProperties() {
		return Stream.of(redis("password", SECRET), redis("username", "default"),
				redis("url", "redis://user:" + SECRET + "@other:6379"), redis("database", "1"), redis("database", "-1"),
				redis("lettuce.read-from", "replica"), redis("lettuce.read-from", "upstream-preferred"),
				redis("ssl.enabled", "false"), redis("client-type", "jedis"), redis("cluster.nodes", "other:6379"),
				redis("sentinel.nodes", "other:26379"), redis("masterreplica.nodes", "other:6379"));
	}

	@ParameterizedTest
	@MethodSource("endpoints")
	void whenEndpointIsWrongThenSaysSo(Row row, CapturedOutput output) {
		assertAnalysis(row, output);
	}

	@ParameterizedTest
	@MethodSource("identities")
	void whenIdentityIsWrongThenSaysSo(Row row, CapturedOutput output) {
		assertAnalysis(row, output);
	}

	@ParameterizedTest
	@MethodSource("certificates")
	void whenCertificateIsWrongThenSaysSo(Row row, CapturedOutput output) {
		assertAnalysis(row, output);
	}

	@ParameterizedTest
	@MethodSource("numbers")
	void whenNumberIsWrongThenSaysSo(Row row, CapturedOutput output) {
		assertAnalysis(row, output);
	}

	@ParameterizedTest
	@MethodSource("redisProperties")
	void whenRedisPropertyCannotBeHonouredThenSaysSo(Row row, CapturedOutput output) {
		assertAnalysis(row, output);
	}

	@ParameterizedTest
	@MethodSource("emulator")
	void whenEmulatorCannotWorkThenSaysSo(Row row, CapturedOutput output) {
		assertAnalysis(row, catchThrowable(() -> StartedApplication.withoutEndpoint(row.toArray())), output);
	}

	private static void assertAnalysis(Row row, CapturedOutput output) {
		assertAnalysis(row, catchThrowable(() -> StartedApplication.with(row.toArray())), output);
	}

	private static void assertAnalysis(Row row, @Nullable Throwable failure, CapturedOutput output) {
		String printed = output.getAll();
		assertThat(printed).contains("APPLICATION FAILED TO START");
		String analysis = printed.substring(printed.indexOf("APPLICATION FAILED TO START"));
		assertThat(analysis).contains(row.property());
		assertThat(analysis.substring(analysis.indexOf("Action:") + "Action:".length())).isNotBlank();
		assertThat(printed).doesNotContain(SECRET, PASSWORD);
		assertThat(failure).isNotNull()
			.extracting(Throwables::getStackTrace)
			.asString()
			.doesNotContain(SECRET, PASSWORD);
	}

	private static Row certificate(String property, String... settings) {
		return row(property,
				Stream
					.concat(Stream.of("amr.identity.tenant-id=t", "amr.identity.client-id=c"), Arrays.stream(settings))
					.toArray(String[]::new));
	}

	private static Row setting(String property, String value) {
		return row(property, "amr.identity.type=system-assigned", property + "=" + value);
	}

	private static Row redis(String name, String value) {
		String property = "spring.data.redis." + name;
		return row(property, "amr.identity.type=system-assigned", property + "=" + value);
	}

	private static Row row(String property, String... settings) {
		return new Row(property, List.of(settings));
	}

	private static String file(String name) {
		return "file:" + directory.resolve(name);
	}

	private static String base64(String name) {
		try {
			return Base64.getEncoder().encodeToString(Files.readAllBytes(directory.resolve(name)));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Settings that cannot work, and the property that is to be named.
	 */
	record Row(String property, List<String> settings) {

		String[] toArray() {
			return this.settings.toArray(String[]::new);
		}

		@Override
		public String toString() {
			return String.join(" ", this.settings);
		}

	}

}
