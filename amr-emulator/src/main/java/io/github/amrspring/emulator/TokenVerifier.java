package io.github.amrspring.emulator;

import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/**
 * Verifies that a token is one of ours, is for Redis, and is live. Safe for use by many
 * threads.
 */
final class TokenVerifier {

	private final Clock clock;

	private final SigningKey key;

	TokenVerifier(Clock clock, SigningKey key) {
		this.clock = clock;
		this.key = key;
	}

	/**
	 * Verifies a token.
	 * @return whose token it is, and until when
	 * @throws TokenRejectedException if it is no good
	 */
	VerifiedToken verify(String token) throws TokenRejectedException {
		try {
			SignedJWT jwt = SignedJWT.parse(token);
			if (!this.key.hasSigned(jwt)) {
				throw new TokenRejectedException("its signature is not ours");
			}
			return verify(jwt.getJWTClaimsSet());
		}
		// Without the cause: its message may quote the token.
		catch (ParseException | IllegalArgumentException ex) {
			throw new TokenRejectedException("it is not a signed JWT");
		}
	}

	private VerifiedToken verify(JWTClaimsSet claims) throws ParseException, TokenRejectedException {
		if (Collections.disjoint(claims.getAudience(), RedisResource.NAMES)) {
			throw new TokenRejectedException("its audience is " + claims.getAudience());
		}
		Instant now = this.clock.instant();
		Date notBefore = claims.getNotBeforeTime();
		if (notBefore != null && now.isBefore(notBefore.toInstant())) {
			throw new TokenRejectedException("it is not valid before " + notBefore.toInstant());
		}
		Date expiry = claims.getExpirationTime();
		if (expiry == null || !now.isBefore(expiry.toInstant())) {
			throw new TokenRejectedException("it expired at " + ((expiry != null) ? expiry.toInstant() : "no time"));
		}
		String objectId = claims.getStringClaim("oid");
		if (objectId == null) {
			throw new TokenRejectedException("it has no 'oid' claim");
		}
		return new VerifiedToken(objectId, expiry.toInstant());
	}

	/**
	 * What a good token says.
	 *
	 * @param objectId whose it is
	 * @param expiresAt when it expires
	 */
	record VerifiedToken(String objectId, Instant expiresAt) {

	}

}
