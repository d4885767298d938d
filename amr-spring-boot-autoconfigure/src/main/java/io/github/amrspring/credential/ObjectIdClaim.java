package io.github.amrspring.credential;

import java.io.IOException;
import java.util.Base64;
import java.util.Map;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code oid} claim of an access token: the object id of the identity, which is
 * its user name in Azure Managed Redis ("Use Microsoft Entra for cache authentication").
 * The signature is the server's business and not verified.
 */
final class ObjectIdClaim {

	private ObjectIdClaim() {
	}

	/**
	 * Read the claim.
	 * @param token a token, expected but not required to be a JWT (RFC 7519)
	 * @return the claim, or {@code null} if the token has none or is no JWT
	 */
	static @Nullable String of(String token) {
		String[] parts = token.split("\\.", -1);
		if (parts.length != 3) {
			return null;
		}
		try (JsonReader reader = JsonProviders.createReader(Base64.getUrlDecoder().decode(parts[1]))) {
			Map<String, Object> claims = reader.readMap(JsonReader::readUntyped);
			return (claims != null && claims.get("oid") instanceof String oid && !oid.isBlank()) ? oid : null;
		}
		catch (IOException | IllegalArgumentException | IllegalStateException ex) {
			// Not a JWT, so there is no claim; the caller says what that means.
			return null;
		}
	}

}
