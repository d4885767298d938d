package io.github.amrspring.sample;

import java.time.Duration;
import java.util.List;

import io.github.amrspring.emulator.AmrEmulator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample as a user sees it, with a secret in its configuration, tokens that live two
 * seconds, and every logger at DEBUG.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "amr.emulator.token-lifetime=2s", "amr.identity.type=client-secret",
				"amr.identity.tenant-id=11111111-2222-3333-4444-555555555555",
				"amr.identity.client-id=66666666-7777-8888-9999-000000000000",
				"amr.identity.client-secret=" + SampleApplicationTests.SECRET, "logging.level.root=debug" })
@ExtendWith(OutputCaptureExtension.class)
class SampleApplicationTests {

	static final String SECRET = "Sup3r~S3cret-Value";

	@Autowired
	private AmrEmulator emulator;

	@Autowired
	private StringRedisTemplate redis;

	@LocalServerPort
	private int port;

	@Test
	void whenStartedThenSetsAndReadsKey(CapturedOutput output) {
		assertThat(this.redis.opsForValue().get("foo")).isEqualTo("bar");
	}

	@Test
	void whenVisitedThenCounts() {
		assertThat(get("/visits/ann")).isEqualTo("{\"name\":\"ann\",\"visits\":1}");
		assertThat(get("/visits/ann")).isEqualTo("{\"name\":\"ann\",\"visits\":2}");
		assertThat(get("/visits/bob")).isEqualTo("{\"name\":\"bob\",\"visits\":1}");
	}

	@Test
	void whenHealthIsAskedThenIsUpWithExpiryAndNextRenewal() {
		assertThat(get("/actuator/health/amr")).contains("\"status\":\"UP\"")
			.contains("\"expiry\":\"")
			.contains("\"nextRenewal\":\"");
	}

	@Test
	void whenTokensRotateThenMetersShowIt() {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(get("/actuator/prometheus"))
				.containsPattern("amr_token_refresh_seconds_count\\{outcome=\"success\",reason=\"none\"\\} [2-9]")
				.containsPattern("amr_reauthentication_seconds_count\\{outcome=\"success\"\\} [1-9]")
				.containsPattern("amr_token_expiry_seconds -?\\d+\\.\\d+")
				.contains("amr_connections 1.0"));
	}

	@Test
	void whenTokensRotateThenNoTokenAndNoSecretIsShown(CapturedOutput output) {
		long issued = this.emulator.statistics().tokensIssued();
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> this.emulator.statistics().tokensIssued() >= issued + 3);
		String shown = get("/actuator/health") + get("/actuator/health/amr") + get("/actuator/prometheus")
				+ output.getAll();
		assertThat(shown).contains("DEBUG").contains("amr_token_expiry").doesNotContain(SECRET);
		List<String> tokens = this.emulator.issuedTokens();
		assertThat(tokens).hasSizeGreaterThan(3);
		for (String token : tokens) {
			String signature = token.substring(token.lastIndexOf('.') + 1);
			assertThat(shown).doesNotContain(token).doesNotContain(signature);
		}
	}

	private String get(String path) {
		String body = RestClient.create("http://localhost:" + this.port).get().uri(path).retrieve().body(String.class);
		assertThat(body).isNotNull();
		return body;
	}

}
