package io.github.amrspring.emulator;

import java.util.Map;
import java.util.TreeMap;

/**
 * One request for a token, as it arrived.
 *
 * @param source which endpoint was asked
 * @param method HTTP method
 * @param path request path, without the query
 * @param headers HTTP headers, names in lower case
 * @param parameters decoded parameters of the query and of the form
 * @param status HTTP status of the answer, {@code 0} while there is none
 * @since 0.1.0
 */
public record TokenRequest(Source source, String method, String path, Map<String, String> headers,
		Map<String, String> parameters, int status) {

	public TokenRequest {
		headers = Map.copyOf(headers);
		parameters = Map.copyOf(parameters);
	}

	/**
	 * Describes the request without its secrets: no header values, and neither
	 * {@code client_secret} nor {@code client_assertion}.
	 */
	@Override
	public String toString() {
		Map<String, String> shown = new TreeMap<>(this.parameters);
		shown.computeIfPresent("client_secret", (name, value) -> "<redacted>");
		shown.computeIfPresent("client_assertion", (name, value) -> "<redacted>");
		return "TokenRequest[source=" + this.source + ", method=" + this.method + ", path=" + this.path
				+ ", parameters=" + shown + ", status=" + this.status + "]";
	}

	/**
	 * Endpoints that issue tokens.
	 */
	public enum Source {

		/**
		 * Azure Instance Metadata Service, for managed identities.
		 */
		IMDS,

		/**
		 * Entra ID's v2.0 token endpoint, for service principals.
		 */
		TOKEN_ENDPOINT

	}

}
