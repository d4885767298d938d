package io.github.amrspring.emulator;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import javax.net.ssl.SSLSocket;

/**
 * A Redis client that is nothing but a TLS socket.
 */
final class RedisWire implements AutoCloseable {

	static final String WRONG_PASSWORD = "-WRONGPASS invalid username-password pair or user is disabled.";

	private final SSLSocket socket;

	private final InputStream input;

	private final OutputStream output;

	private RedisWire(SSLSocket socket) throws IOException {
		this.socket = socket;
		this.input = new BufferedInputStream(socket.getInputStream());
		this.output = socket.getOutputStream();
	}

	static RedisWire connect(AmrEmulator emulator, String... protocols) throws IOException {
		SSLSocket socket = (SSLSocket) emulator.sslContext()
			.getSocketFactory()
			.createSocket(emulator.host(), emulator.port());
		socket.setSoTimeout(30_000);
		socket.setTcpNoDelay(true);
		var parameters = socket.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		if (protocols.length > 0) {
			parameters.setProtocols(protocols);
		}
		socket.setSSLParameters(parameters);
		socket.startHandshake();
		return new RedisWire(socket);
	}

	static byte[] command(String... arguments) {
		return RespEncoder.encode(List.of(arguments));
	}

	void send(byte[] bytes) throws IOException {
		this.output.write(bytes);
		this.output.flush();
	}

	void send(String text) throws IOException {
		send(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	String call(String... arguments) throws IOException {
		send(command(arguments));
		return reply();
	}

	/**
	 * The next reply: a line with its type character, or the content of a bulk string, or
	 * the elements of an aggregate between brackets.
	 */
	String reply() throws IOException {
		String line = line();
		int size = "$*%>".indexOf(line.charAt(0)) < 0 ? -1 : Integer.parseInt(line.substring(1));
		return switch (line.charAt(0)) {
			case '$' -> (size < 0) ? "(nil)" : bulk(size);
			case '*', '>' -> elements(size);
			case '%' -> elements(2 * size);
			default -> line;
		};
	}

	private String bulk(int size) throws IOException {
		byte[] content = this.input.readNBytes(size);
		this.input.skipNBytes(2);
		return new String(content, StandardCharsets.ISO_8859_1);
	}

	private String elements(int size) throws IOException {
		StringBuilder elements = new StringBuilder("[");
		for (int i = 0; i < size; i++) {
			elements.append((i > 0) ? ", " : "").append(reply());
		}
		return elements.append("]").toString();
	}

	private String line() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int next = this.input.read(); next != '\r'; next = this.input.read()) {
			if (next < 0) {
				throw new EOFException("Closed by the server");
			}
			line.write(next);
		}
		this.input.skipNBytes(1);
		return line.toString(StandardCharsets.ISO_8859_1);
	}

	/**
	 * Waits until the server closes the connection.
	 * @return whether nothing was received before
	 */
	boolean isClosedByServer() throws IOException {
		try {
			return this.input.read() < 0;
		}
		catch (SocketException ex) {
			return true;
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
