package io.github.amrspring.emulator;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for injected faults of the identity side.
 */
@SuppressWarnings("NullAway.Init")
class FaultTests {

	private static final String QUERY = "?api-version=2018-02-01&resource=https://redis.azure.com";

	private static AmrEmulator emulator;

	private static IdentityClient identity;

	@BeforeAll
	static void start() {
		emulator = AmrEmulator.start();
		identity = new IdentityClient(emulator);
	}

	@AfterAll
	static void stop() {
		emulator.close();
	}

	@AfterEach
	void heal() {
		emulator.heal();
	}

	@Test
	void whenStatusIsInjectedThenBothEndpointsAnswerInTheirShape() {
		emulator.inject(Fault.status(429, Duration.ofMillis(6500)));
		HttpResponse<String> imds = identity.imds(QUERY);
		assertThat(imds.statusCode()).isEqualTo(429);
		assertThat(imds.headers().firstValue("Retry-After")).hasValue("7");
		assertThat(IdentityClient.json(imds)).containsOnlyKeys("error", "error_description");
		// Before authentication of the request: there is no such tenant.
		HttpResponse<String> entra = identity.token("unknown", Map.of());
		assertThat(entra.statusCode()).isEqualTo(429);
		assertThat(entra.headers().firstValue("Retry-After")).hasValue("7");
		assertThat(IdentityClient.json(entra)).containsKeys("error", "error_codes", "trace_id");
		emulator.heal();
		assertThat(identity.imds(QUERY).statusCode()).isEqualTo(200);
	}

	@Test
	void whenFaultsAreCountedThenTheyAreUsedUpInOrderBeforeLastingOnes() {
		emulator.inject(Fault.status(500));
		emulator.inject(Fault.status(410));
		emulator.inject(Fault.status(404), 2);
		emulator.inject(Fault.status(503), 1);
		List<Integer> statuses = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			statuses.add(identity.imds(QUERY).statusCode());
		}
		assertThat(statuses).containsExactly(404, 404, 503, 410, 410);
	}

	@Test
	void whenBodyIsInjectedThenAnswersExactlyThat() {
		emulator.inject(Fault.body(200, "text/html", "<html>Ü</html>"), 1);
		HttpResponse<String> response = identity.imds(QUERY);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("text/html");
		assertThat(response.body()).isEqualTo("<html>Ü</html>");
		emulator.inject(Fault.body(204, "text/plain", ""), 1);
		assertThat(identity.imds(QUERY).statusCode()).isEqualTo(204);
	}

	@Test
	void whenRequestsHangThenOthersAreAnsweredAndHealingAnswersAll() {
		int hanging = 300;
		long before = emulator.statistics().tokenRequests();
		emulator.inject(Fault.hang());
		List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
		for (int i = 0; i < hanging; i++) {
			responses.add(identity.sendAsync(identity.imdsRequest(QUERY)));
		}
		Waiting.until(() -> assertThat(emulator.statistics().tokenRequests()).isGreaterThanOrEqualTo(before + hanging));
		assertThat(identity.get("/" + Directory.TENANT_ID + "/v2.0/.well-known/openid-configuration").statusCode())
			.isEqualTo(200);
		assertThat(responses).noneMatch(CompletableFuture::isDone);
		assertThat(emulator.tokenRequests()).filteredOn((request) -> request.status() == 0)
			.hasSizeGreaterThanOrEqualTo(hanging);
		emulator.heal();
		assertThat(responses).allSatisfy((response) -> assertThat(response.join().statusCode()).isEqualTo(200));
		Waiting.until(() -> assertThat(emulator.tokenRequests()).noneMatch((request) -> request.status() == 0));
	}

	@Test
	void whenLatencyIsInjectedThenAnswersLate() {
		emulator.inject(Fault.latency(Duration.ofMillis(300)), 1);
		Instant start = Instant.now();
		assertThat(identity.imds(QUERY).statusCode()).isEqualTo(200);
		assertThat(Duration.between(start, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(300));
	}

	@Test
	void whenHealedThenLatencyEndsEarly() {
		emulator.inject(Fault.latency(Duration.ofHours(1)));
		long before = emulator.statistics().tokenRequests();
		CompletableFuture<HttpResponse<String>> response = identity.sendAsync(identity.imdsRequest(QUERY));
		Waiting.until(() -> assertThat(emulator.statistics().tokenRequests()).isEqualTo(before + 1));
		emulator.heal();
		assertThat(response.join().statusCode()).isEqualTo(200);
	}

	@Test
	void whenSameTokenIsInjectedThenAnswersLastTokenWithItsRemainingLife() {
		emulator.tokenLifetime(Duration.ofMinutes(30));
		String token = identity.token();
		emulator.tokenLifetime(Duration.ofHours(1));
		emulator.inject(Fault.sameToken());
		long issued = emulator.statistics().tokensIssued();
		HttpResponse<String> response = identity.imds(QUERY);
		assertThat(IdentityClient.accessToken(response)).isEqualTo(token);
		assertThat(Long.parseLong(IdentityClient.field(response, "expires_in"))).isBetween(1790L, 1800L);
		assertThat(emulator.statistics().tokensIssued()).isEqualTo(issued);
		emulator.heal();
		assertThat(identity.token()).isNotEqualTo(token);
	}

	@Test
	void whenExpiredTokenIsInjectedThenSaysSo() {
		emulator.inject(Fault.expiredToken());
		HttpResponse<String> response = identity.imds(QUERY);
		Instant expiry = IdentityClient.claims(IdentityClient.accessToken(response)).getExpirationTime().toInstant();
		assertThat(expiry).isBefore(Instant.now());
		assertThat(IdentityClient.json(response)).containsEntry("expires_in", "0")
			.containsEntry("expires_on", Long.toString(expiry.getEpochSecond()));
	}

	@Test
	void whenWithoutObjectIdThenClaimIsMissing() {
		emulator.inject(Fault.withoutObjectId(), 1);
		assertThat(IdentityClient.claims(identity.token()).getClaims()).doesNotContainKey("oid").containsKey("sub");
		assertThat(IdentityClient.claims(identity.token()).getClaims()).containsKey("oid");
	}

	@Test
	void whenArgumentsMakeNoSenseThenRefuses() {
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.status(200));
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.body(100, "text/plain", ""));
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.latency(Duration.ofMillis(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> emulator.inject(Fault.hang(), 0));
		assertThatIllegalArgumentException().isThrownBy(() -> emulator.tokenLifetime(Duration.ZERO));
	}

}
