package io.github.amrspring.emulator;

import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An error of Entra ID's token endpoint (Microsoft: "Microsoft Entra authentication and
 * authorization error codes").
 *
 * @param status HTTP status
 * @param error OAuth 2.0 error code
 * @param code number after {@code AADSTS}
 * @param message what a human reads
 */
record EntraError(int status, String error, int code, String message) {

	/**
	 * An error that has nothing to do with the request.
	 */
	static EntraError ofStatus(int status) {
		return switch (status) {
			case 401 -> new EntraError(status, "invalid_client", 7000215, "Invalid client secret provided.");
			case 429 -> new EntraError(status, "temporarily_unavailable", 90055,
					"The server terminated the request because it received too many.");
			default -> (status >= 500)
					? new EntraError(status, "temporarily_unavailable", 90033, "A transient error has occurred.")
					: new EntraError(status, "invalid_request", 900144, "The request could not be processed.");
		};
	}

	Answer toAnswer(Clock clock) {
		Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
		String timestamp = DateTimeFormatter.ISO_INSTANT.format(now).replace('T', ' ');
		String traceId = UUID.randomUUID().toString();
		String correlationId = UUID.randomUUID().toString();
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("error", this.error);
		body.put("error_description", "AADSTS" + this.code + ": " + this.message + " Trace ID: " + traceId
				+ " Correlation ID: " + correlationId + " Timestamp: " + timestamp);
		body.put("error_codes", List.of(this.code));
		body.put("timestamp", timestamp);
		body.put("trace_id", traceId);
		body.put("correlation_id", correlationId);
		body.put("error_uri", "https://login.microsoftonline.com/error?code=" + this.code);
		return Answer.json(this.status, body);
	}

}
