package io.github.amrspring.credential;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Makes tokens that look like Entra ID's.
 */
final class Jwts {

	private Jwts() {
	}

	static String of(String claims) {
		return encode("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + encode(claims) + "." + encode("signature");
	}

	static String withObjectId(String objectId) {
		return of("{\"aud\":\"https://redis.azure.com\",\"oid\":\"" + objectId + "\"}");
	}

	static String encode(String text) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

}
