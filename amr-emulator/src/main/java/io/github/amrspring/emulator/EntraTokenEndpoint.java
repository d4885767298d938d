package io.github.amrspring.emulator;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Entra ID's v2.0 token endpoint, for the client credentials grant (RFC 6749, section
 * 4.4; Microsoft: "OAuth 2.0 client credentials flow on the Microsoft identity
 * platform").
 */
final class EntraTokenEndpoint implements TokenEndpoint {

	private static final Pattern PATH = Pattern.compile("/([^/]+)/oauth2/v2\\.0/token");

	private static final String DEFAULT_SCOPE = "/.default";

	private final Clock clock;

	private final Directory directory;

	private final ClientAssertionVerifier assertions;

	private final TokenIssuer issuer;

	EntraTokenEndpoint(Clock clock, Directory directory, TokenIssuer issuer) {
		this.clock = clock;
		this.directory = directory;
		this.assertions = new ClientAssertionVerifier(clock);
		this.issuer = issuer;
	}

	static boolean hasPath(String path) {
		return PATH.matcher(path).matches();
	}

	@Override
	public TokenRequest.Source source() {
		return TokenRequest.Source.TOKEN_ENDPOINT;
	}

	@Override
	public Answer failure(int status) {
		return EntraError.ofStatus(status).toAnswer(this.clock);
	}

	@Override
	public Answer answer(IdentityRequest request) {
		try {
			Principal principal = principal(request);
			String resource = resource(request);
			ClientAuthentication method = authenticate(principal, request);
			return success(this.issuer.issue(principal, resource, method));
		}
		catch (EntraException ex) {
			return ex.error().toAnswer(this.clock);
		}
	}

	private Principal principal(IdentityRequest request) throws EntraException {
		if (!"POST".equals(request.method())) {
			throw new EntraException(405, "invalid_request", 900561, "The endpoint only accepts POST requests.");
		}
		String tenant = tenant(request);
		if (!this.directory.hasTenant(tenant)) {
			throw new EntraException(400, "invalid_request", 90002, "Tenant '" + tenant + "' not found. "
					+ "Check to make sure you have the correct tenant ID and are signing into the correct cloud.");
		}
		if (!"client_credentials".equals(required(request, "grant_type"))) {
			throw new EntraException(400, "unsupported_grant_type", 70003,
					"The app requested an unsupported grant type.");
		}
		String clientId = required(request, "client_id");
		Principal principal = this.directory.servicePrincipal(tenant, clientId);
		if (principal == null) {
			throw new EntraException(400, "unauthorized_client", 700016,
					"Application with identifier '" + clientId + "' was not found in the directory '" + tenant + "'.");
		}
		return principal;
	}

	private static String tenant(IdentityRequest request) {
		Matcher matcher = PATH.matcher(request.path());
		if (!matcher.matches()) {
			throw new IllegalArgumentException("Not the path of a token endpoint: " + request.path());
		}
		return matcher.group(1);
	}

	private static String resource(IdentityRequest request) throws EntraException {
		String scope = required(request, "scope");
		for (String value : scope.split(" ", -1)) {
			if (value.endsWith(DEFAULT_SCOPE)) {
				String resource = value.substring(0, value.length() - DEFAULT_SCOPE.length());
				if (!RedisResource.NAMES.contains(resource)) {
					throw new EntraException(400, "invalid_resource", 500011,
							"The resource principal named " + resource + " was not found in the tenant.");
				}
				return resource;
			}
		}
		throw new EntraException(400, "invalid_scope", 70011,
				"The provided value for the input parameter 'scope' is not valid. The scope " + scope
						+ " is not valid.");
	}

	private ClientAuthentication authenticate(Principal principal, IdentityRequest request) throws EntraException {
		String assertion = request.parameter("client_assertion");
		if (assertion != null) {
			this.assertions.verify(assertion, request, principal);
			return ClientAuthentication.CERTIFICATE;
		}
		String secret = request.parameter("client_secret");
		if (secret == null) {
			throw new EntraException(401, "invalid_client", 7000218, "The request body must contain the following "
					+ "parameter: 'client_assertion' or 'client_secret'.");
		}
		if (!principal.hasSecret(secret)) {
			throw new EntraException(401, "invalid_client", 7000215, "Invalid client secret provided. Ensure the "
					+ "secret being sent in the request is the client secret value, not the client secret ID, for a "
					+ "secret added to app '" + principal.clientId() + "'.");
		}
		return ClientAuthentication.SECRET;
	}

	private static String required(IdentityRequest request, String name) throws EntraException {
		String value = request.parameter(name);
		if (value == null || value.isBlank()) {
			throw new EntraException(400, "invalid_request", 900144,
					"The request body must contain the following parameter: '" + name + "'.");
		}
		return value;
	}

	private Answer success(IssuedToken token) {
		long secondsLeft = token.secondsLeft(this.clock.instant());
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("token_type", "Bearer");
		body.put("expires_in", secondsLeft);
		body.put("ext_expires_in", secondsLeft);
		body.put("access_token", token.value());
		return Answer.json(200, body);
	}

}
