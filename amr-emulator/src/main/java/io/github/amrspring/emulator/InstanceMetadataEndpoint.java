package io.github.amrspring.emulator;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The token endpoint of the Azure Instance Metadata Service (Microsoft: "How to use
 * managed identities for Azure resources on an Azure VM to acquire an access token").
 */
final class InstanceMetadataEndpoint implements TokenEndpoint {

	static final String PATH = "/metadata/identity/oauth2/token";

	private static final List<String> SELECTORS = List.of("client_id", "object_id", "mi_res_id", "msi_res_id");

	private final Clock clock;

	private final Directory directory;

	private final TokenIssuer issuer;

	InstanceMetadataEndpoint(Clock clock, Directory directory, TokenIssuer issuer) {
		this.clock = clock;
		this.directory = directory;
		this.issuer = issuer;
	}

	@Override
	public TokenRequest.Source source() {
		return TokenRequest.Source.IMDS;
	}

	@Override
	public Answer answer(IdentityRequest request) {
		if (!"GET".equals(request.method())) {
			return error(405, "method_not_allowed", "Only GET is allowed");
		}
		if (!"true".equalsIgnoreCase(request.header("metadata"))) {
			return error(400, "bad_request_102", "Required metadata header not specified");
		}
		String resource = request.parameter("resource");
		if (resource == null) {
			return error(400, "invalid_request", "Required query variable 'resource' is missing");
		}
		if (!RedisResource.NAMES.contains(resource)) {
			return error(400, "invalid_resource",
					"AADSTS50001: The application named " + resource + " was not found in the tenant");
		}
		List<String> selectors = new ArrayList<>(SELECTORS);
		selectors.retainAll(request.parameters().keySet());
		if (selectors.size() > 1) {
			return error(400, "invalid_request", "Only one of " + selectors + " can be specified");
		}
		Principal identity = selectors.isEmpty() ? this.directory.systemAssignedIdentity()
				: userAssignedIdentity(selectors.get(0), request.parameters().getOrDefault(selectors.get(0), ""));
		if (identity == null) {
			return error(400, "invalid_request", "Identity not found");
		}
		return success(this.issuer.issue(identity, resource, ClientAuthentication.MANAGED_IDENTITY), resource);
	}

	private @Nullable Principal userAssignedIdentity(String selector, String value) {
		return switch (selector) {
			case "client_id" ->
				this.directory.userAssignedIdentity((principal) -> value.equalsIgnoreCase(principal.clientId()));
			case "object_id" ->
				this.directory.userAssignedIdentity((principal) -> value.equalsIgnoreCase(principal.objectId()));
			default ->
				this.directory.userAssignedIdentity((principal) -> value.equalsIgnoreCase(principal.resourceId()));
		};
	}

	private Answer success(IssuedToken token, String resource) {
		Map<String, String> body = new LinkedHashMap<>();
		body.put("access_token", token.value());
		body.put("refresh_token", "");
		body.put("expires_in", Long.toString(token.secondsLeft(this.clock.instant())));
		body.put("expires_on", Long.toString(token.expiresAt().getEpochSecond()));
		body.put("not_before", Long.toString(token.notBefore().getEpochSecond()));
		body.put("resource", resource);
		body.put("token_type", "Bearer");
		return Answer.json(200, body);
	}

	@Override
	public Answer failure(int status) {
		return switch (status) {
			case 400 -> error(status, "invalid_request", "Identity not found");
			case 401 -> error(status, "unknown_source", "Unknown Source");
			case 404 -> error(status, "not_found", "IMDS endpoint is updating");
			case 410 -> error(status, "gone", "IMDS is going through updates");
			case 429 -> error(status, "too_many_requests", "Too many requests");
			default -> error(status, "unknown", "Failed to retrieve token from the Active directory");
		};
	}

	private static Answer error(int status, String code, String description) {
		Map<String, String> body = new LinkedHashMap<>();
		body.put("error", code);
		body.put("error_description", description);
		return Answer.json(status, body);
	}

}
