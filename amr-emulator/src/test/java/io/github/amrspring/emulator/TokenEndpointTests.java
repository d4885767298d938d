package io.github.amrspring.emulator;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for Entra ID's endpoints.
 */
@SuppressWarnings("NullAway.Init")
class TokenEndpointTests {

	private static final String TENANT = "11111111-2222-3333-4444-555555555555";

	private static final String CLIENT = "99999999-8888-7777-6666-555555555555";

	private static final String SECRET = "a+secret&with=specials ~";

	private static AmrEmulator emulator;

	private static IdentityClient identity;

	private static Principal principal;

	private static X509Bundle certificate;

	@BeforeAll
	static void start() throws Exception {
		emulator = AmrEmulator.start();
		identity = new IdentityClient(emulator);
		certificate = newCertificate();
		principal = emulator.directory()
			.addServicePrincipal(TENANT, CLIENT)
			.withSecret("another")
			.withSecret(SECRET)
			.withCertificate(newCertificate().getCertificate())
			.withCertificate(certificate.getCertificate());
	}

	private static X509Bundle newCertificate() throws Exception {
		return new CertificateBuilder().rsa2048()
			.subject("CN=client")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
	}

	@AfterAll
	static void stop() {
		emulator.close();
	}

	private static Map<String, String> form(String... changes) {
		Map<String, String> form = new HashMap<>(Map.of("client_info", "1", "grant_type", "client_credentials", "scope",
				IdentityClient.SCOPE, "client_id", CLIENT, "client_secret", SECRET));
		for (int i = 0; i < changes.length; i += 2) {
			form.put(changes[i], changes[i + 1]);
		}
		form.values().removeIf(String::isEmpty);
		return form;
	}

	@Test
	void whenSecretIsRightThenIssuesToken() {
		HttpResponse<String> response = identity.token(TENANT, form());
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json; charset=utf-8");
		Map<String, Object> body = IdentityClient.json(response);
		assertThat(body).containsEntry("token_type", "Bearer")
			.containsOnlyKeys("token_type", "expires_in", "ext_expires_in", "access_token");
		assertThat(body.get("expires_in")).isInstanceOf(Number.class);
		assertThat(Integer.parseInt(IdentityClient.field(response, "expires_in"))).isBetween(3590, 3600);
		String token = IdentityClient.accessToken(response);
		assertThat(emulator.issuedTokens()).contains(token);
		Map<String, Object> claims = IdentityClient.claims(token).getClaims();
		assertThat(claims).containsEntry("aud", List.of("https://redis.azure.com"))
			.containsEntry("iss", "https://sts.windows.net/" + TENANT + "/")
			.containsEntry("idp", "https://sts.windows.net/" + TENANT + "/")
			.containsEntry("oid", principal.objectId())
			.containsEntry("sub", principal.objectId())
			.containsEntry("appid", CLIENT)
			.containsEntry("appidacr", "1")
			.containsEntry("tid", TENANT)
			.containsEntry("idtyp", "app")
			.containsEntry("ver", "1.0")
			.containsKeys("iat", "nbf", "exp", "uti")
			.doesNotContainKey("xms_mirid");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://redis.azure.com/", "acca5fbb-b7e4-4009-81f1-37e38fd66d78" })
	void whenResourceHasAnotherNameThenAudienceFollows(String resource) {
		String token = IdentityClient.accessToken(identity.token(TENANT, form("scope", resource + "/.default")));
		assertThat(IdentityClient.claims(token).getAudience()).containsExactly(resource);
	}

	@Test
	void whenTwoTokensAreIssuedThenTheyDiffer() {
		assertThat(IdentityClient.accessToken(identity.token(TENANT, form())))
			.isNotEqualTo(IdentityClient.accessToken(identity.token(TENANT, form())));
	}

	@Test
	void whenRequestIsWrongThenAnswersAsEntraDoes() {
		assertError(identity.token(TENANT, form("client_secret", "wrong")), 401, "invalid_client", 7000215);
		assertError(identity.token(TENANT, form("client_secret", "")), 401, "invalid_client", 7000218);
		assertError(identity.token(TENANT, form("client_id", "unknown")), 400, "unauthorized_client", 700016);
		assertError(identity.token(TENANT, form("client_id", "")), 400, "invalid_request", 900144);
		assertError(identity.token("unknown", form()), 400, "invalid_request", 90002);
		assertError(identity.token(TENANT, form("scope", "openid")), 400, "invalid_scope", 70011);
		assertError(identity.token(TENANT, form("scope", "https://vault.azure.net/.default")), 400, "invalid_resource",
				500011);
		assertError(identity.token(TENANT, form("grant_type", "password")), 400, "unsupported_grant_type", 70003);
		assertThat(identity.get("/" + TENANT + "/oauth2/v2.0/token").statusCode()).isEqualTo(405);
	}

	private static void assertError(HttpResponse<String> response, int status, String error, int code) {
		assertThat(response.statusCode()).isEqualTo(status);
		Map<String, Object> body = IdentityClient.json(response);
		assertThat(body).containsEntry("error", error)
			.containsOnlyKeys("error", "error_description", "error_codes", "timestamp", "trace_id", "correlation_id",
					"error_uri");
		assertThat(body.get("error_codes")).asString().isEqualTo("[" + code + "]");
		assertThat(body.get("error_description")).asString()
			.startsWith("AADSTS" + code + ": ")
			.contains("Trace ID: ", "Correlation ID: ", "Timestamp: ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "RS256", "PS256" })
	void whenAssertionIsRightThenIssuesToken(String algorithm) throws Exception {
		HttpResponse<String> response = identity.token(TENANT,
				assertionForm(sign(algorithm, claims().build(), certificate)));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(IdentityClient.claims(IdentityClient.accessToken(response)).getClaims()).containsEntry("appidacr",
				"2");
	}

	@Test
	void whenAssertionIsWrongThenRefuses() throws Exception {
		Instant past = Clock.systemUTC().instant().minusSeconds(1);
		assertAssertionError(sign("PS256", claims().build(), newCertificate()), 700027);
		assertAssertionError(sign("RS256", claims().build(), certificate.getKeyPair().getPrivate(),
				newCertificate().getCertificate()), 700027);
		assertAssertionError(sign("RS256", claims().build(), newCertificate().getKeyPair().getPrivate(),
				certificate.getCertificate()), 700027);
		assertAssertionError(sign("PS256", claims().expirationTime(Date.from(past)).build(), certificate), 700024);
		assertAssertionError(sign("PS256", claims().issuer("other").build(), certificate), 700021);
		assertAssertionError(sign("PS256", claims().subject("other").build(), certificate), 700021);
		assertAssertionError(sign("PS256", claims().audience("https://localhost/x").build(), certificate), 700023);
		assertAssertionError("not.a.jwt", 50027);
		Map<String, String> form = assertionForm(sign("PS256", claims().build(), certificate));
		form.remove("client_assertion_type");
		assertError(identity.token(TENANT, form), 400, "invalid_request", 900144);
	}

	private static void assertAssertionError(String assertion, int code) {
		assertError(identity.token(TENANT, assertionForm(assertion)), 401, "invalid_client", code);
	}

	private static Map<String, String> assertionForm(String assertion) {
		return form("client_secret", "", "client_assertion", assertion, "client_assertion_type",
				"urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
	}

	private static JWTClaimsSet.Builder claims() {
		Instant now = Clock.systemUTC().instant();
		return new JWTClaimsSet.Builder().audience(emulator.authority() + "/" + TENANT + "/oauth2/v2.0/token")
			.issuer(CLIENT)
			.subject(CLIENT)
			.jwtID(UUID.randomUUID().toString())
			.notBeforeTime(Date.from(now))
			.expirationTime(Date.from(now.plus(Duration.ofMinutes(10))));
	}

	private static String sign(String algorithm, JWTClaimsSet claims, X509Bundle bundle) throws Exception {
		return sign(algorithm, claims, bundle.getKeyPair().getPrivate(), bundle.getCertificate());
	}

	private static String sign(String algorithm, JWTClaimsSet claims, PrivateKey key, X509Certificate named)
			throws Exception {
		Base64URL thumbprint = Base64URL.encode(MessageDigest.getInstance("SHA-256").digest(named.getEncoded()));
		JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.parse(algorithm)).x509CertSHA256Thumbprint(thumbprint)
			.build();
		SignedJWT jwt = new SignedJWT(header, claims);
		jwt.sign(new RSASSASigner(key));
		return jwt.serialize();
	}

	@Test
	void whenClientIsAddedTwiceThenRefuses() {
		assertThatIllegalArgumentException().isThrownBy(() -> emulator.directory().addServicePrincipal(TENANT, CLIENT));
	}

	@Test
	void whenKeysAreAskedForThenTheyVerifyTokens() throws Exception {
		HttpResponse<String> configuration = identity.get("/" + TENANT + "/v2.0/.well-known/openid-configuration");
		assertThat(IdentityClient.field(configuration, "token_endpoint"))
			.isEqualTo(emulator.authority() + "/" + TENANT + "/oauth2/v2.0/token");
		String keys = IdentityClient.field(configuration, "jwks_uri");
		assertThat(keys).isEqualTo(emulator.authority() + "/" + TENANT + "/discovery/v2.0/keys");
		JWKSet keySet = JWKSet.parse(identity.get(keys).body());
		SignedJWT token = SignedJWT.parse(IdentityClient.accessToken(identity.token(TENANT, form())));
		assertThat(token.verify(new RSASSAVerifier(keySet.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey())))
			.isTrue();
	}

	@Test
	void whenInstanceIsAskedForThenKnowsItself() {
		String host = "localhost:" + emulator.authority().getPort();
		HttpResponse<String> response = identity
			.get("/common/discovery/instance?api-version=1.1&authorization_endpoint=https://" + host + "/" + TENANT
					+ "/oauth2/v2.0/authorize");
		assertThat(response.statusCode()).isEqualTo(200);
		Map<String, Object> body = IdentityClient.json(response);
		assertThat(body)
			.containsEntry("tenant_discovery_endpoint",
					emulator.authority() + "/" + TENANT + "/v2.0/.well-known/openid-configuration")
			.containsKey("api-version");
		assertThat(body.get("metadata")).asString().contains("login.microsoftonline.com", host);
		assertThat(identity.get("/common/discovery/instance?authorization_endpoint=%20").statusCode()).isEqualTo(400);
		assertThat(identity.get("/common/discovery/instance").statusCode()).isEqualTo(400);
	}

	@Test
	void whenPathIsUnknownThenNotFound() {
		assertThat(identity.get("/" + TENANT + "/oauth2/v2.0/authorize").statusCode()).isEqualTo(404);
	}

	@Test
	void whenParametersCannotBeDecodedThenBadRequest() {
		HttpRequest request = HttpRequest.newBuilder(emulator.authority().resolve("/" + TENANT + "/oauth2/v2.0/token"))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString("scope=%zz"))
			.build();
		assertThat(identity.send(request).statusCode()).isEqualTo(400);
	}

	@Test
	void whenBodyIsTooLongThenContentTooLarge() {
		int limit = 64 * 1024;
		assertThat(identity.token(TENANT, Map.of("x", "y".repeat(limit - 1))).statusCode()).isEqualTo(413);
		assertThat(identity.token(TENANT, Map.of("x", "y".repeat(limit - 2))).statusCode()).isEqualTo(400);
	}

	@Test
	void whenRequestsAreListedThenSecretsAreOnlyInParameters() throws Exception {
		identity.token(TENANT, form());
		List<TokenRequest> requests = emulator.tokenRequests();
		TokenRequest request = requests.get(requests.size() - 1);
		assertThat(request.source()).isEqualTo(TokenRequest.Source.TOKEN_ENDPOINT);
		assertThat(request.method()).isEqualTo("POST");
		assertThat(request.path()).isEqualTo("/" + TENANT + "/oauth2/v2.0/token");
		assertThat(request.headers()).containsEntry("content-type", "application/x-www-form-urlencoded");
		assertThat(request.parameters()).containsEntry("client_secret", SECRET).containsEntry("client_info", "1");
		assertThat(request.status()).isEqualTo(200);
		assertThat(request.toString()).contains("client_secret=<redacted>").doesNotContain(SECRET);
		String assertion = sign("PS256", claims().build(), certificate);
		identity.token(TENANT, assertionForm(assertion));
		assertThat(emulator.tokenRequests().toString()).doesNotContain(assertion, SECRET);
		assertThat(principal.toString()).doesNotContain(SECRET);
	}

	@Test
	void whenKeyIsNotRsaThenAssertionIsRefused() throws Exception {
		X509Bundle elliptic = new CertificateBuilder().ecp256()
			.subject("CN=ec")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		KeyPair rsa = EmulatorCertificates.newSigningKeyPair();
		Principal other = emulator.directory()
			.addServicePrincipal(TENANT, "ec-client")
			.withCertificate(elliptic.getCertificate());
		JWTClaimsSet claims = claims().issuer(other.clientId()).subject(other.clientId()).build();
		Map<String, String> form = assertionForm(sign("RS256", claims, rsa.getPrivate(), elliptic.getCertificate()));
		form.put("client_id", other.clientId());
		assertError(identity.token(TENANT, form), 401, "invalid_client", 700027);
	}

}
