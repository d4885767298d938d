package io.github.amrspring.emulator;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the signed assertion by which a client proves that it has a certificate's
 * private key (RFC 7523; Microsoft: "Microsoft identity platform application
 * authentication certificate credentials").
 */
final class ClientAssertionVerifier {

	private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

	private static final Duration TOLERATED_SKEW = Duration.ofMinutes(5);

	private final Clock clock;

	ClientAssertionVerifier(Clock clock) {
		this.clock = clock;
	}

	void verify(String assertion, IdentityRequest request, Principal principal) throws EntraException {
		if (!TYPE.equals(request.parameter("client_assertion_type"))) {
			throw new EntraException(400, "invalid_request", 900144,
					"The request body must contain the following parameter: 'client_assertion_type'.");
		}
		try {
			SignedJWT jwt = SignedJWT.parse(assertion);
			verifySignature(jwt, principal);
			verifyClaims(jwt.getJWTClaimsSet(), request.path(), principal.clientId());
		}
		catch (ParseException ex) {
			throw new EntraException(401, "invalid_client", 50027, "JWT token is invalid or malformed.");
		}
	}

	private static void verifySignature(SignedJWT jwt, Principal principal) throws EntraException {
		for (X509Certificate certificate : principal.certificates()) {
			if (names(jwt, certificate) && isSignedWith(jwt, certificate)) {
				return;
			}
		}
		throw new EntraException(401, "invalid_client", 700027,
				"The certificate with identifier used to sign the client assertion is not registered on application, "
						+ "or client assertion contains an invalid signature.");
	}

	private static boolean names(SignedJWT jwt, X509Certificate certificate) {
		Map<String, Object> header = jwt.getHeader().toJSONObject();
		return matches(header.get("x5t"), "SHA-1", certificate)
				&& matches(header.get("x5t#S256"), "SHA-256", certificate);
	}

	/**
	 * MSAL for Java writes the thumbprint in plain Base64 where RFC 7515 has Base64url,
	 * and Entra ID takes both, as the decoder does.
	 */
	private static boolean matches(@Nullable Object thumbprint, String algorithm, X509Certificate certificate) {
		if (thumbprint == null) {
			return true;
		}
		try {
			byte[] digest = MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
			return MessageDigest.isEqual(digest, new Base64(thumbprint.toString()).decode());
		}
		catch (NoSuchAlgorithmException | CertificateEncodingException ex) {
			throw new IllegalStateException("The thumbprint of a certificate could not be computed", ex);
		}
	}

	private static boolean isSignedWith(SignedJWT jwt, X509Certificate certificate) throws EntraException {
		if (!(certificate.getPublicKey() instanceof RSAPublicKey key)) {
			return false;
		}
		try {
			return jwt.verify(new RSASSAVerifier(key));
		}
		catch (JOSEException ex) {
			throw new EntraException(401, "invalid_client", 700027,
					"Client assertion uses the unsupported algorithm '" + jwt.getHeader().getAlgorithm() + "'.");
		}
	}

	private void verifyClaims(JWTClaimsSet claims, String path, String clientId) throws EntraException {
		if (!clientId.equalsIgnoreCase(claims.getIssuer()) || !clientId.equalsIgnoreCase(claims.getSubject())) {
			throw new EntraException(401, "invalid_client", 700021,
					"Client assertion application identifier doesn't match 'client_id' parameter.");
		}
		if (claims.getAudience().stream().noneMatch((audience) -> audience.endsWith(path))) {
			throw new EntraException(401, "invalid_client", 700023,
					"Client assertion audience claim does not match Realm issuer.");
		}
		Instant now = this.clock.instant();
		Date expiry = claims.getExpirationTime();
		Date notBefore = claims.getNotBeforeTime();
		if (expiry == null || !now.isBefore(expiry.toInstant())
				|| (notBefore != null && now.plus(TOLERATED_SKEW).isBefore(notBefore.toInstant()))) {
			throw new EntraException(401, "invalid_client", 700024,
					"Client assertion is not within its valid time range.");
		}
	}

}
