package io.github.amrspring.emulator;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import com.nimbusds.jose.util.JSONObjectUtils;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer of the identity side.
 *
 * @param status HTTP status
 * @param contentType value of the {@code Content-Type} header
 * @param body body, to be sent as UTF-8
 * @param retryAfter value of the {@code Retry-After} header, if there is to be one
 */
record Answer(int status, String contentType, String body, @Nullable Duration retryAfter) {

	Answer {
		Objects.requireNonNull(contentType, "'contentType' must not be null");
		Objects.requireNonNull(body, "'body' must not be null");
	}

	static Answer json(int status, Map<String, ?> body) {
		return new Answer(status, "application/json; charset=utf-8", JSONObjectUtils.toJSONString(body), null);
	}

	Answer withRetryAfter(@Nullable Duration retryAfter) {
		return new Answer(this.status, this.contentType, this.body, retryAfter);
	}

	/**
	 * Leaves out the body, which may hold a token.
	 */
	@Override
	public String toString() {
		return "Answer[status=" + this.status + ", retryAfter=" + this.retryAfter + "]";
	}

}
