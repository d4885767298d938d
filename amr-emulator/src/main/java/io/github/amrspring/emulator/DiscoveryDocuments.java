package io.github.amrspring.emulator;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.nimbusds.jose.jwk.JWKSet;
import org.jspecify.annotations.Nullable;

/**
 * What Entra ID publishes about itself: instance discovery, OpenID Connect metadata, and
 * the keys that tokens are signed with.
 */
final class DiscoveryDocuments {

	private static final String INSTANCE_PATH = "/common/discovery/instance";

	private static final Pattern CONFIGURATION_PATH = Pattern
		.compile("/([^/]+)(/v2\\.0)?/\\.well-known/openid-configuration");

	private static final Pattern KEYS_PATH = Pattern.compile("/[^/]+/discovery(/v2\\.0)?/keys");

	private final JWKSet keys;

	DiscoveryDocuments(JWKSet keys) {
		this.keys = keys;
	}

	/**
	 * The document at a path.
	 * @param request the request for it
	 * @param authority where this emulator's authority is reached
	 * @return the document, or {@code null} if there is none
	 */
	@Nullable Answer answer(IdentityRequest request, URI authority) {
		if (!"GET".equals(request.method())) {
			return null;
		}
		if (INSTANCE_PATH.equals(request.path())) {
			return instance(request.parameter("authorization_endpoint"));
		}
		if (KEYS_PATH.matcher(request.path()).matches()) {
			return Answer.json(200, this.keys.toJSONObject());
		}
		Matcher configuration = CONFIGURATION_PATH.matcher(request.path());
		if (configuration.matches()) {
			return configuration(authority + "/" + configuration.group(1), configuration.group(1));
		}
		return null;
	}

	private static Answer instance(@Nullable String authorizationEndpoint) {
		URI endpoint = (authorizationEndpoint != null) ? toUri(authorizationEndpoint) : null;
		if (endpoint == null || endpoint.getAuthority() == null) {
			return Answer.json(400, Map.of("error", "invalid_instance", "error_description",
					"AADSTS50049: Unknown or invalid instance."));
		}
		String host = endpoint.getAuthority();
		String tenant = endpoint.getPath().replaceFirst("^/([^/]*).*", "$1");
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("tenant_discovery_endpoint",
				"https://" + host + "/" + tenant + "/v2.0/.well-known/openid-configuration");
		body.put("api-version", "1.1");
		body.put("metadata", List.of(
				Map.of("preferred_network", "login.microsoftonline.com", "preferred_cache", "login.windows.net",
						"aliases",
						List.of("login.microsoftonline.com", "login.windows.net", "login.microsoft.com",
								"sts.windows.net")),
				Map.of("preferred_network", host, "preferred_cache", host, "aliases", List.of(host))));
		return Answer.json(200, body);
	}

	private static @Nullable URI toUri(String text) {
		try {
			return URI.create(text);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static Answer configuration(String tenantUri, String tenant) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("token_endpoint", tenantUri + "/oauth2/v2.0/token");
		body.put("token_endpoint_auth_methods_supported", List.of("client_secret_post", "private_key_jwt"));
		body.put("jwks_uri", tenantUri + "/discovery/v2.0/keys");
		body.put("issuer", TokenIssuer.issuerOf(tenant));
		body.put("authorization_endpoint", tenantUri + "/oauth2/v2.0/authorize");
		body.put("response_types_supported", List.of("token"));
		body.put("subject_types_supported", List.of("pairwise"));
		body.put("id_token_signing_alg_values_supported", List.of("RS256"));
		return Answer.json(200, body);
	}

}
