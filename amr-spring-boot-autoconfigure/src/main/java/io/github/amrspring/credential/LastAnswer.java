package io.github.amrspring.credential;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.microsoft.aad.msal4j.MsalServiceException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Remembers where the last request went, and the status and the Retry-After of its
 * answer: MSAL's exceptions for managed identities leave them out.
 */
final class LastAnswer implements HttpPipelinePolicy {

	private final Clock clock;

	private volatile @Nullable String address;

	private volatile int status;

	private volatile @Nullable Duration retryAfter;

	LastAnswer(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Return where the last request went.
	 * @return the host and port, or {@code null} if no request was seen
	 */
	@Nullable String address() {
		return this.address;
	}

	/**
	 * Return the HTTP status.
	 * @return the status, or 0 if there was no answer
	 */
	int status() {
		return this.status;
	}

	/**
	 * Return the wait that the answer asked for (RFC 9110, section 10.2.3).
	 * @return the wait, or {@code null}
	 */
	@Nullable Duration retryAfter() {
		return this.retryAfter;
	}

	@Override
	public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
		begin(context);
		return next.process().doOnNext(this::remember);
	}

	@Override
	public HttpResponse processSync(HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
		begin(context);
		HttpResponse response = next.processSync();
		remember(response);
		return response;
	}

	/**
	 * Forget the answer before, which may have been to the discovery of the authority.
	 */
	private void begin(HttpPipelineCallContext context) {
		this.address = context.getHttpRequest().getUrl().getAuthority();
		this.status = 0;
		this.retryAfter = null;
	}

	/**
	 * Take what an exception says of the answer, where the request was not seen here:
	 * those of a user's own credential.
	 * @param failure one exception of a chain
	 */
	void rememberIfUnseen(Throwable failure) {
		if (this.status != 0) {
			return;
		}
		if (failure instanceof HttpResponseException refusal && refusal.getResponse() != null) {
			remember(refusal.getResponse());
		}
		else if (failure instanceof MsalServiceException refusal && refusal.statusCode() != null) {
			HttpHeaders headers = new HttpHeaders();
			if (refusal.headers() != null) {
				refusal.headers().forEach((name, values) -> headers.set(HttpHeaderName.fromString(name), values));
			}
			remember(refusal.statusCode(), headers);
		}
	}

	private void remember(HttpResponse response) {
		remember(response.getStatusCode(), response.getHeaders());
	}

	private void remember(int status, HttpHeaders headers) {
		this.status = status;
		String value = headers.getValue(HttpHeaderName.RETRY_AFTER);
		this.retryAfter = (value != null) ? parse(value.trim()) : null;
	}

	private @Nullable Duration parse(String value) {
		try {
			return (value.chars().allMatch(Character::isDigit)) ? Duration.ofSeconds(Integer.parseInt(value)) : Duration
				.between(this.clock.instant(), ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
		}
		catch (NumberFormatException | DateTimeException ex) {
			// An unreadable Retry-After is as good as none: our own backoff applies.
			return null;
		}
	}

}
