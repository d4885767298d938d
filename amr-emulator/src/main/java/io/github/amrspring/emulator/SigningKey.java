package io.github.amrspring.emulator;

import java.security.KeyPair;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/**
 * The one RSA key that signs tokens. Safe for use by many threads.
 */
final class SigningKey {

	private final String id = RandomText.next();

	private final RSAPublicKey publicKey;

	private final RSASSASigner signer;

	private final RSASSAVerifier verifier;

	SigningKey(KeyPair keyPair) {
		this.publicKey = (RSAPublicKey) keyPair.getPublic();
		this.signer = new RSASSASigner((RSAPrivateKey) keyPair.getPrivate());
		this.verifier = new RSASSAVerifier(this.publicKey);
	}

	/**
	 * Signs claims with RS256.
	 * @return a JWT
	 */
	String sign(JWTClaimsSet claims) {
		JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).type(JOSEObjectType.JWT).keyID(this.id).build();
		SignedJWT token = new SignedJWT(header, claims);
		try {
			token.sign(this.signer);
		}
		catch (JOSEException ex) {
			throw new IllegalStateException("The emulator could not sign a token", ex);
		}
		return token.serialize();
	}

	boolean hasSigned(SignedJWT token) {
		try {
			return JWSAlgorithm.RS256.equals(token.getHeader().getAlgorithm()) && token.verify(this.verifier);
		}
		catch (JOSEException ex) {
			throw new IllegalStateException("The emulator could not verify a signature", ex);
		}
	}

	/**
	 * The public key, for those who validate tokens.
	 */
	JWKSet toJwkSet() {
		return new JWKSet(new RSAKey.Builder(this.publicKey).keyUse(KeyUse.SIGNATURE).keyID(this.id).build());
	}

}
