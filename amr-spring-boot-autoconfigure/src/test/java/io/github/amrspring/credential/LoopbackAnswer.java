package io.github.amrspring.credential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.Context;
import com.sun.net.httpserver.HttpServer;
import reactor.core.publisher.Mono;

/**
 * {@link HttpClient} that takes every request to a server on loopback, which gives one
 * answer and is gone.
 *
 * @param status the status
 * @param headers the headers
 */
record LoopbackAnswer(int status, Map<String, String> headers) implements HttpClient {

	private static final HttpClient CLIENT = new JdkHttpClientBuilder().build();

	static LoopbackAnswer of(int status) {
		return new LoopbackAnswer(status, Map.of());
	}

	static LoopbackAnswer of(int status, String retryAfter) {
		return new LoopbackAnswer(status, Map.of("Retry-After", retryAfter));
	}

	@Override
	public Mono<HttpResponse> send(HttpRequest request) {
		return Mono.fromSupplier(() -> sendSync(request, Context.NONE));
	}

	@Override
	public HttpResponse sendSync(HttpRequest request, Context context) {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			server.createContext("/", (exchange) -> {
				// The next server may have the same port, but not this connection.
				exchange.getResponseHeaders().set("Connection", "close");
				this.headers.forEach(exchange.getResponseHeaders()::set);
				exchange.sendResponseHeaders(this.status, -1);
				exchange.close();
			});
			server.start();
			try {
				return CLIENT.sendSync(
						request.copy().setUrl("http://localhost:" + server.getAddress().getPort() + "/token"), context);
			}
			finally {
				server.stop(0);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
