package io.github.amrspring.emulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.nimbusds.jwt.JWTClaimsSet;

/**
 * Mints access tokens with the claims of an app-only v1.0 token (Microsoft: "Access token
 * claims reference"). Safe for use by many threads.
 */
final class TokenIssuer {

	private static final Duration EXPIRED_FOR = Duration.ofMinutes(5);

	private final Clock clock;

	private final SigningKey key;

	private final ActiveFaults faults;

	private final BoundedLog<String> issued;

	private final Map<String, IssuedToken> lastTokens = new ConcurrentHashMap<>();

	private volatile Duration lifetime;

	TokenIssuer(Clock clock, SigningKey key, ActiveFaults faults, BoundedLog<String> issued, Duration lifetime) {
		this.clock = clock;
		this.key = key;
		this.faults = faults;
		this.issued = issued;
		this.lifetime = lifetime;
	}

	void lifetime(Duration lifetime) {
		this.lifetime = EmulatorOptions.requireLifetime(lifetime);
	}

	/**
	 * Issues a token.
	 * @param principal who it is for
	 * @param resource the audience
	 * @param method how the principal proved who it is
	 * @return a token that is live for the current lifetime, or what the faults make of
	 * it
	 */
	IssuedToken issue(Principal principal, String resource, ClientAuthentication method) {
		IssuedToken last = this.lastTokens.get(principal.objectId());
		if (last != null && this.faults.take(Fault.Kind.SAME_TOKEN)) {
			return last;
		}
		IssuedToken token = mint(principal, resource, method);
		this.lastTokens.put(principal.objectId(), token);
		this.issued.add(token.value());
		return token;
	}

	private IssuedToken mint(Principal principal, String resource, ClientAuthentication method) {
		Instant now = this.clock.instant();
		Instant expiresAt = roundUp(now.plus(this.lifetime));
		if (this.faults.take(Fault.Kind.EXPIRED_TOKEN)) {
			expiresAt = now.minus(EXPIRED_FOR).truncatedTo(ChronoUnit.SECONDS);
		}
		Instant notBefore = (now.isBefore(expiresAt) ? now : expiresAt.minus(this.lifetime))
			.truncatedTo(ChronoUnit.SECONDS);
		JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().audience(resource)
			.issuer(issuerOf(principal.tenantId()))
			.issueTime(Date.from(notBefore))
			.notBeforeTime(Date.from(notBefore))
			.expirationTime(Date.from(expiresAt))
			.subject(principal.objectId())
			.claim("appid", principal.clientId())
			.claim("appidacr", method.appidacr())
			.claim("idp", issuerOf(principal.tenantId()))
			.claim("idtyp", "app")
			.claim("tid", principal.tenantId())
			.claim("uti", RandomText.next())
			.claim("ver", "1.0")
			.claim("xms_mirid", principal.resourceId());
		if (!this.faults.take(Fault.Kind.WITHOUT_OBJECT_ID)) {
			claims.claim("oid", principal.objectId());
		}
		return new IssuedToken(this.key.sign(claims.build()), notBefore, expiresAt);
	}

	/**
	 * Claims have whole seconds: up, so that no token dies before its time.
	 */
	private static Instant roundUp(Instant instant) {
		Instant down = instant.truncatedTo(ChronoUnit.SECONDS);
		return down.equals(instant) ? down : down.plusSeconds(1);
	}

	static String issuerOf(String tenantId) {
		return "https://sts.windows.net/" + tenantId + "/";
	}

}
