package io.github.amrspring.integration;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import io.github.amrspring.emulator.AmrEmulator;
import io.github.amrspring.emulator.Principal;
import io.github.amrspring.emulator.TokenRequest;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.RedisCallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Each identity against the emulator: the request is the one that Microsoft documents,
 * and the application reads the key that it wrote.
 */
class IdentityTests {

	private static final String TENANT = "11111111-2222-3333-4444-555555555555";

	private static final String SCOPE = "https://redis.azure.com/.default";

	private static final AmrEmulator emulator = AmrEmulator.start();

	@TempDir
	static Path directory = Path.of("");

	@BeforeAll
	static void trustEmulator() throws Exception {
		Files.writeString(directory.resolve("ca.pem"), pem(emulator.certificateAuthority().getEncoded()));
	}

	@AfterAll
	static void stop() {
		emulator.close();
	}

	@Test
	void whenSystemAssignedThenAsksInstanceMetadata() {
		try (Application application = Application.start("amr.identity.type=system-assigned")) {
			assertThatKeyIsRead(application, application.emulator().directory().systemAssignedIdentity().objectId());
			TokenRequest request = onlyRequest(application.emulator());
			assertThatAsksInstanceMetadata(request);
			assertThat(request.parameters()).containsOnlyKeys("api-version", "resource");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "client-id", "object-id", "resource-id" })
	void whenUserAssignedThenAsksInstanceMetadataForThatIdentity(String kind) {
		String id = "resource-id".equals(kind)
				? "/subscriptions/s/resourcegroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/redis"
				: UUID.randomUUID().toString();
		try (Application application = Application.start("amr.identity.type=user-assigned",
				"amr.identity." + kind + "=" + id)) {
			TokenRequest request = onlyRequest(application.emulator());
			assertThatAsksInstanceMetadata(request);
			String parameter = Map.of("client-id", "client_id", "object-id", "object_id", "resource-id", "mi_res_id")
				.getOrDefault(kind, "");
			assertThat(request.parameters()).containsOnlyKeys("api-version", "resource", parameter)
				.contains(entry(parameter, id));
			assertThatKeyIsRead(application, null);
		}
	}

	@Test
	void whenClientSecretThenPostsItToTheTokenEndpoint() {
		Principal principal = emulator.directory().addServicePrincipal(TENANT, UUID.randomUUID().toString());
		principal.withSecret("s3cret-value");
		try (Application application = start("amr.identity.tenant-id=" + TENANT,
				"amr.identity.client-id=" + principal.clientId(), "amr.identity.client-secret=s3cret-value")) {
			assertThatKeyIsRead(application, principal.objectId());
			TokenRequest request = requestOf(principal);
			assertThatPostsToTokenEndpoint(request, SCOPE);
			assertThat(request.parameters()).contains(entry("client_secret", "s3cret-value"))
				.doesNotContainKey("client_assertion");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "location", "location with password", "base64", "base64 with password" })
	void whenClientCertificateThenPostsSignedAssertionToTheTokenEndpoint(String source) throws Exception {
		Principal principal = emulator.directory().addServicePrincipal(TENANT, UUID.randomUUID().toString());
		X509Bundle bundle = new CertificateBuilder().subject("CN=client")
			.rsa2048()
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		principal.withCertificate(bundle.getCertificate());
		String password = source.endsWith("with password") ? "p@ss word" : "";
		byte[] pkcs12 = pkcs12(bundle, password);
		String certificate = source.startsWith("location")
				? "location=file:" + Files.write(Files.createTempFile(directory, "client", ".pfx"), pkcs12)
				: "base64=" + Base64.getEncoder().encodeToString(pkcs12);
		try (Application application = start("amr.identity.tenant-id=" + TENANT,
				"amr.identity.client-id=" + principal.clientId(), "amr.identity.certificate." + certificate,
				password.isEmpty() ? "unused=" : "amr.identity.certificate.password=" + password)) {
			assertThatKeyIsRead(application, principal.objectId());
			TokenRequest request = requestOf(principal);
			assertThatPostsToTokenEndpoint(request, SCOPE);
			assertThat(request.parameters())
				.contains(entry("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"))
				.containsKey("client_assertion")
				.doesNotContainKey("client_secret");
		}
	}

	@Test
	void whenScopeOfServicePrincipalIsSetThenAsksForIt() {
		Principal principal = emulator.directory().addServicePrincipal(TENANT, UUID.randomUUID().toString());
		principal.withSecret("s3cret-value");
		String scope = "acca5fbb-b7e4-4009-81f1-37e38fd66d78/.default";
		try (Application application = start("amr.identity.tenant-id=" + TENANT,
				"amr.identity.client-id=" + principal.clientId(), "amr.identity.client-secret=s3cret-value",
				"amr.identity.scopes=" + scope)) {
			assertThatKeyIsRead(application, principal.objectId());
			assertThatPostsToTokenEndpoint(requestOf(principal), scope);
		}
	}

	@ParameterizedTest
	@CsvSource({ "system-assigned, ''", "user-assigned, 0a9c2f4e-7b1d-4c3a-9e5f-6d8b0a1c2e3f" })
	void whenScopeOfManagedIdentityIsSetThenAsksForItsResource(String type, String clientId) {
		try (Application application = Application.start("amr.identity.type=" + type,
				"amr.identity.client-id=" + clientId,
				"amr.identity.scopes=acca5fbb-b7e4-4009-81f1-37e38fd66d78/.default")) {
			assertThatKeyIsRead(application, null);
			assertThat(onlyRequest(application.emulator()).parameters())
				.contains(entry("resource", "acca5fbb-b7e4-4009-81f1-37e38fd66d78"));
		}
	}

	@Test
	void whenApplicationHasTokenCredentialThenUsesIt() {
		try (Application application = start(OwnCredential.class, "spring.application.name=own")) {
			assertThatKeyIsRead(application, OwnCredential.principal.objectId());
			assertThatPostsToTokenEndpoint(requestOf(OwnCredential.principal), SCOPE);
		}
	}

	@Test
	void whenUsernameIsSetThenAuthenticatesAsThatUser() {
		Principal principal = emulator.directory().addServicePrincipal(TENANT, UUID.randomUUID().toString());
		principal.withSecret("s3cret-value");
		try (Application application = start("amr.identity.tenant-id=" + TENANT,
				"amr.identity.client-id=" + principal.clientId(), "amr.identity.client-secret=s3cret-value",
				"amr.identity.username=" + principal.objectId())) {
			assertThatKeyIsRead(application, principal.objectId());
		}
	}

	/**
	 * Start an application that reaches the emulator as it would reach Azure: by address,
	 * over TLS.
	 */
	private static Application start(String... properties) {
		return start(OverTheNetwork.class, properties);
	}

	private static Application start(Class<?> main, String... properties) {
		List<String> all = new ArrayList<>(List.of("amr.endpoint=" + emulator.endpoint(),
				"amr.cluster-policy=non-clustered", "amr.identity.authority-host=" + emulator.authority(),
				"amr.identity.instance-discovery-enabled=false", "spring.data.redis.ssl.bundle=emulator",
				"spring.ssl.bundle.pem.emulator.truststore.certificate=file:" + directory.resolve("ca.pem")));
		all.addAll(Arrays.asList(properties));
		return Application.start(main, all.toArray(String[]::new));
	}

	private static void assertThatKeyIsRead(Application application, @Nullable String user) {
		application.redis().opsForValue().set("foo", "bar");
		assertThat(application.redis().opsForValue().get("foo")).isEqualTo("bar");
		if (user != null) {
			RedisCallback<Object> whoami = (connection) -> connection.execute("ACL",
					"WHOAMI".getBytes(StandardCharsets.US_ASCII));
			assertThat((byte[]) application.redis().execute(whoami)).asString(StandardCharsets.US_ASCII)
				.isEqualTo(user);
		}
	}

	private static TokenRequest onlyRequest(AmrEmulator emulator) {
		assertThat(emulator.tokenRequests()).hasSize(1);
		return emulator.tokenRequests().get(0);
	}

	private static TokenRequest requestOf(Principal principal) {
		return emulator.tokenRequests()
			.stream()
			.filter((request) -> principal.clientId().equals(request.parameters().get("client_id")))
			.reduce((first, second) -> {
				throw new AssertionError("More than one request");
			})
			.orElseThrow();
	}

	private static void assertThatAsksInstanceMetadata(TokenRequest request) {
		assertThat(request.source()).isEqualTo(TokenRequest.Source.IMDS);
		assertThat(request.method()).isEqualTo("GET");
		assertThat(request.path()).isEqualTo("/metadata/identity/oauth2/token");
		assertThat(request.headers()).contains(entry("metadata", "true"));
		assertThat(request.parameters()).contains(entry("api-version", "2018-02-01"),
				entry("resource", "https://redis.azure.com"));
		assertThat(request.status()).isEqualTo(200);
	}

	private static void assertThatPostsToTokenEndpoint(TokenRequest request, String scope) {
		assertThat(request.source()).isEqualTo(TokenRequest.Source.TOKEN_ENDPOINT);
		assertThat(request.method()).isEqualTo("POST");
		assertThat(request.path()).isEqualTo("/" + TENANT + "/oauth2/v2.0/token");
		assertThat(request.headers().get("content-type")).startsWith("application/x-www-form-urlencoded");
		assertThat(request.parameters()).contains(entry("grant_type", "client_credentials"));
		assertThat(request.parameters().get("scope")).isNotNull();
		assertThat(request.parameters().get("scope").split(" ")).contains(scope);
		assertThat(request.status()).isEqualTo(200);
	}

	private static byte[] pkcs12(X509Bundle bundle, String password) throws Exception {
		KeyStore keyStore = KeyStore.getInstance("PKCS12");
		keyStore.load(null, null);
		keyStore.setKeyEntry("client", bundle.getKeyPair().getPrivate(), password.toCharArray(),
				new Certificate[] { bundle.getCertificate() });
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		keyStore.store(content, password.toCharArray());
		return content.toByteArray();
	}

	private static String pem(byte[] certificate) {
		return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(certificate)
				+ "\n-----END CERTIFICATE-----\n";
	}

	private static HttpClient httpClient() {
		return new JdkHttpClientBuilder(java.net.http.HttpClient.newBuilder().sslContext(emulator.sslContext()))
			.build();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OverTheNetwork {

		@Bean
		HttpClient identityHttpClient() {
			return httpClient();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OwnCredential {

		private static final Principal principal = emulator.directory()
			.addServicePrincipal(TENANT, UUID.randomUUID().toString())
			.withSecret("own-secret");

		@Bean
		TokenCredential tokenCredential() {
			return new ClientSecretCredentialBuilder().tenantId(TENANT)
				.clientId(principal.clientId())
				.clientSecret("own-secret")
				.authorityHost(emulator.authority().toString())
				.disableInstanceDiscovery()
				.httpClient(httpClient())
				.build();
		}

	}

}
