package io.github.amrspring.emulator;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import com.sun.net.httpserver.HttpExchange;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request to the identity side.
 *
 * @param method HTTP method
 * @param path request path as it was sent, but with one leading slash
 * @param headers HTTP headers, names in lower case
 * @param parameters decoded parameters of the query and of the form; of a repeated one
 * the first
 */
record IdentityRequest(String method, String path, Map<String, String> headers, Map<String, String> parameters) {

	private static final int MAXIMUM_BODY_LENGTH = 64 * 1024;

	/**
	 * Reads a request with its body.
	 * @throws IllegalArgumentException if its parameters cannot be decoded
	 * @throws BodyTooLongException if the body is longer than any form
	 * @throws IOException if the body cannot be read
	 */
	static IdentityRequest read(HttpExchange exchange) throws IOException {
		// Not the parsed URI: it takes the //metadata that MSAL sends for a host name.
		String[] target = exchange.getRequestURI().toString().split("\\?", 2);
		Map<String, String> headers = new LinkedHashMap<>();
		exchange.getRequestHeaders()
			.forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
		Map<String, String> parameters = new LinkedHashMap<>();
		if (target.length > 1) {
			decode(target[1], parameters);
		}
		byte[] body = exchange.getRequestBody().readNBytes(MAXIMUM_BODY_LENGTH + 1);
		if (body.length > MAXIMUM_BODY_LENGTH) {
			throw new BodyTooLongException();
		}
		if (headers.getOrDefault("content-type", "").startsWith("application/x-www-form-urlencoded")) {
			decode(new String(body, StandardCharsets.UTF_8), parameters);
		}
		return new IdentityRequest(exchange.getRequestMethod(), target[0].replaceFirst("^/+", "/"), headers,
				parameters);
	}

	private static void decode(String encoded, Map<String, String> parameters) {
		for (String pair : encoded.split("&", -1)) {
			if (!pair.isEmpty()) {
				String[] nameAndValue = pair.split("=", 2);
				String value = (nameAndValue.length > 1) ? nameAndValue[1] : "";
				parameters.putIfAbsent(URLDecoder.decode(nameAndValue[0], StandardCharsets.UTF_8),
						URLDecoder.decode(value, StandardCharsets.UTF_8));
			}
		}
	}

	@Nullable String header(String lowerCaseName) {
		return this.headers.get(lowerCaseName);
	}

	@Nullable String parameter(String name) {
		return this.parameters.get(name);
	}

	/**
	 * Leaves out headers and parameters, which may hold secrets.
	 */
	@Override
	public String toString() {
		return "IdentityRequest[" + this.method + " " + this.path + "]";
	}

	/**
	 * Says that a body is too long.
	 */
	static final class BodyTooLongException extends IOException {

		BodyTooLongException() {
			super("The body is longer than " + MAXIMUM_BODY_LENGTH + " bytes");
		}

	}

}
