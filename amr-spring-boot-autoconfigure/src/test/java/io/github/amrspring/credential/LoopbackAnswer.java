package io.github.amrspring.credential;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@link HttpClient} that answers every request alike, without a network.
 *
 * @param status the status
 * @param headers the headers
 * @param body the body
 */
record FakeHttpClient(int status, Map<String, String> headers, String body) implements HttpClient {

	static FakeHttpClient of(int status) {
		return new FakeHttpClient(status, Map.of(), "");
	}

	static FakeHttpClient of(int status, String retryAfter) {
		return new FakeHttpClient(status, Map.of("Retry-After", retryAfter), "");
	}

	@Override
	public Mono<HttpResponse> send(HttpRequest request) {
		return Mono.fromSupplier(() -> new FakeHttpResponse(request));
	}

	private final class FakeHttpResponse extends HttpResponse {

		private FakeHttpResponse(HttpRequest request) {
			super(request);
		}

		@Override
		public int getStatusCode() {
			return FakeHttpClient.this.status;
		}

		@Override
		@Deprecated
		public @Nullable String getHeaderValue(String name) {
			return FakeHttpClient.this.headers.get(name);
		}

		@Override
		public HttpHeaders getHeaders() {
			HttpHeaders headers = new HttpHeaders().set(HttpHeaderName.CONTENT_TYPE, "application/json");
			FakeHttpClient.this.headers.forEach((name, value) -> headers.set(HttpHeaderName.fromString(name), value));
			return headers;
		}

		@Override
		public Flux<ByteBuffer> getBody() {
			return Flux.just(ByteBuffer.wrap(bytes()));
		}

		@Override
		public Mono<byte[]> getBodyAsByteArray() {
			return Mono.just(bytes());
		}

		@Override
		public Mono<String> getBodyAsString() {
			return Mono.just(FakeHttpClient.this.body);
		}

		@Override
		public Mono<String> getBodyAsString(Charset charset) {
			return getBodyAsString();
		}

		private byte[] bytes() {
			return FakeHttpClient.this.body.getBytes(StandardCharsets.UTF_8);
		}

	}

}
