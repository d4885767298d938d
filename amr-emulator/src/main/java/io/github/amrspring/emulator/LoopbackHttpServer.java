package io.github.amrspring.emulator;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server on loopback and a free port, with a daemon thread for each request, so
 * that hanging requests are in nobody's way.
 */
final class LoopbackHttpServer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(LoopbackHttpServer.class);

	private final HttpServer server;

	private final ExecutorService executor;

	/**
	 * Takes a port.
	 * @param name part of the names of the server's threads
	 * @param sslContext to serve TLS with, or {@code null} to serve none
	 * @throws IOException if there is no port
	 */
	LoopbackHttpServer(String name, @Nullable SSLContext sslContext) throws IOException {
		InetSocketAddress address = new InetSocketAddress(Loopback.ADDRESS, 0);
		if (sslContext != null) {
			HttpsServer tlsServer = HttpsServer.create(address, 0);
			tlsServer.setHttpsConfigurator(new HttpsConfigurator(sslContext));
			this.server = tlsServer;
		}
		else {
			this.server = HttpServer.create(address, 0);
		}
		this.executor = Executors.newCachedThreadPool(new DaemonThreads("amr-emulator-" + name));
		this.server.setExecutor(this.executor);
	}

	/**
	 * Starts to answer requests.
	 * @param handler called on many threads
	 */
	void start(Handler handler) {
		this.server.createContext("/", (exchange) -> {
			try (exchange) {
				send(exchange, answer(exchange, handler));
			}
			catch (InterruptedException ex) {
				logger.debug("The emulator closed before it answered {}", exchange.getRequestURI().getPath());
				Thread.currentThread().interrupt();
			}
		});
		// The server's own thread is a daemon only if the thread that starts it is one.
		CompletableFuture.runAsync(this.server::start, this.executor).join();
	}

	private static Answer answer(HttpExchange exchange, Handler handler) throws IOException, InterruptedException {
		try {
			return handler.handle(IdentityRequest.read(exchange));
		}
		catch (IllegalArgumentException ex) {
			// Without the exception: its message may quote a secret.
			logger.debug("The parameters of {} cannot be decoded", exchange.getRequestURI().getPath());
			return new Answer(400, "text/plain", "Bad request", null);
		}
		catch (IdentityRequest.BodyTooLongException ex) {
			logger.debug("Refused the body for {}: {}", exchange.getRequestURI().getPath(), ex.getMessage());
			return new Answer(413, "text/plain", "Content too large", null);
		}
	}

	private static void send(HttpExchange exchange, Answer answer) throws IOException {
		byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", answer.contentType());
		exchange.getResponseHeaders().set("Cache-Control", "no-store, no-cache");
		Duration retryAfter = answer.retryAfter();
		if (retryAfter != null) {
			exchange.getResponseHeaders()
				.set("Retry-After", Long.toString(retryAfter.plusNanos(999_999_999).toSeconds()));
		}
		exchange.sendResponseHeaders(answer.status(), (body.length > 0) ? body.length : -1);
		if (body.length > 0) {
			exchange.getResponseBody().write(body);
		}
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	/**
	 * Answers requests.
	 */
	interface Handler {

		/**
		 * Answers a request.
		 * @throws InterruptedException if the server closes meanwhile
		 */
		Answer handle(IdentityRequest request) throws InterruptedException;

	}

}
