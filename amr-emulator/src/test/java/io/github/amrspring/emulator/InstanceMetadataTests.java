package io.github.amrspring.emulator;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for the Instance Metadata Service.
 */
@SuppressWarnings("NullAway.Init")
class InstanceMetadataTests {

	private static final String RESOURCE = "?api-version=2018-02-01&resource=https%3A%2F%2Fredis.azure.com";

	private static final String RESOURCE_ID = "/subscriptions/s/resourceGroups/g/providers/"
			+ "Microsoft.ManagedIdentity/userAssignedIdentities/mine";

	private static AmrEmulator emulator;

	private static IdentityClient identity;

	private static Principal userAssigned;

	@BeforeAll
	static void start() {
		emulator = AmrEmulator.start();
		identity = new IdentityClient(emulator);
		userAssigned = emulator.directory().addUserAssignedIdentity("my-client", "my-object", RESOURCE_ID);
	}

	@AfterAll
	static void stop() {
		emulator.close();
	}

	@Test
	void whenNoIdentityIsNamedThenSystemAssigned() {
		HttpResponse<String> response = identity.imds(RESOURCE);
		assertThat(response.statusCode()).isEqualTo(200);
		Map<String, Object> body = IdentityClient.json(response);
		assertThat(body).containsEntry("refresh_token", "")
			.containsEntry("resource", "https://redis.azure.com")
			.containsEntry("token_type", "Bearer")
			.containsOnlyKeys("access_token", "refresh_token", "expires_in", "expires_on", "not_before", "resource",
					"token_type");
		assertThat(Integer.parseInt(IdentityClient.field(response, "expires_in"))).isBetween(3590, 3600);
		assertThat(body.values()).allSatisfy((value) -> assertThat(value).isInstanceOf(String.class));
		var claims = IdentityClient.claims(IdentityClient.accessToken(response));
		assertThat(body).containsEntry("expires_on",
				Long.toString(claims.getExpirationTime().toInstant().getEpochSecond()));
		Principal system = emulator.directory().systemAssignedIdentity();
		assertThat(claims.getClaims()).containsEntry("oid", system.objectId())
			.containsEntry("sub", system.objectId())
			.containsEntry("appid", system.clientId())
			.containsEntry("appidacr", "2")
			.containsEntry("tid", Directory.TENANT_ID)
			.containsEntry("xms_mirid", system.resourceId());
	}

	@ParameterizedTest
	@CsvSource({ "client_id,my-client", "object_id,my-object", "mi_res_id," + RESOURCE_ID,
			"msi_res_id," + RESOURCE_ID })
	void whenIdentityIsNamedThenUserAssigned(String parameter, String value) {
		String token = IdentityClient.accessToken(identity.imds(RESOURCE + "&" + parameter + "=" + value));
		assertThat(IdentityClient.claims(token).getClaims()).containsEntry("oid", userAssigned.objectId())
			.containsEntry("appid", "my-client")
			.containsEntry("xms_mirid", RESOURCE_ID);
	}

	@Test
	void whenRequestIsWrongThenAnswersAsImdsDoes() {
		assertError(identity.imds(RESOURCE + "&client_id=unknown"), 400, "invalid_request", "Identity not found");
		assertError(identity.imds(RESOURCE + "&mi_res_id="), 400, "invalid_request", "Identity not found");
		assertError(identity.imds(RESOURCE + "&client_id=my-client&object_id=my-object"), 400, "invalid_request",
				"Only one");
		assertError(identity.imds("?api-version=2018-02-01"), 400, "invalid_request", "resource");
		assertError(identity.imds("?resource=https://vault.azure.net"), 400, "invalid_resource", "AADSTS50001");
		HttpRequest probe = HttpRequest
			.newBuilder(emulator.imds().resolve(InstanceMetadataEndpoint.PATH + "?api-version=2018-02-01"))
			.build();
		assertError(identity.send(probe), 400, "bad_request_102", "metadata header");
		HttpRequest post = HttpRequest.newBuilder(emulator.imds().resolve(InstanceMetadataEndpoint.PATH + RESOURCE))
			.header("Metadata", "true")
			.POST(HttpRequest.BodyPublishers.noBody())
			.build();
		assertThat(identity.send(post).statusCode()).isEqualTo(405);
		HttpRequest other = HttpRequest.newBuilder(emulator.imds().resolve("/metadata/instance")).build();
		assertThat(identity.send(other).statusCode()).isEqualTo(404);
	}

	private static void assertError(HttpResponse<String> response, int status, String error, String description) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(IdentityClient.json(response)).containsEntry("error", error)
			.containsOnlyKeys("error", "error_description")
			.extractingByKey("error_description")
			.asString()
			.contains(description);
	}

	@Test
	void whenPathHasDoubleSlashThenAnswers() throws IOException {
		try (Socket socket = new Socket(Loopback.ADDRESS, emulator.imds().getPort())) {
			String request = "GET /" + InstanceMetadataEndpoint.PATH + RESOURCE
					+ " HTTP/1.1\r\nHost: x\r\nMetadata: true\r\nConnection: close\r\n\r\n";
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
			assertThat(response).startsWith("HTTP/1.1 200 ").contains("access_token");
		}
		List<TokenRequest> requests = emulator.tokenRequests();
		assertThat(requests.get(requests.size() - 1).path()).isEqualTo(InstanceMetadataEndpoint.PATH);
	}

	@Test
	void whenUserAssignedIdentityHasTokenThenRedisKnowsIt() throws IOException {
		String token = IdentityClient.accessToken(identity.imds(RESOURCE + "&client_id=my-client"));
		try (RedisWire redis = RedisWire.connect(emulator)) {
			assertThat(redis.call("AUTH", "my-object", token)).isEqualTo("+OK");
			assertThat(redis.call("ACL", "WHOAMI")).isEqualTo("my-object");
		}
	}

	@Test
	void whenObjectIdCannotBeUserNameThenRefuses() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> emulator.directory().addUserAssignedIdentity("c", "with space", RESOURCE_ID))
			.withMessageContaining("with space");
	}

}
