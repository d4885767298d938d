package io.github.amrspring.emulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * The emulator's own access to redis-server: one short connection for each command.
 */
final class RedisAdministration {

	private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(10).toMillis();

	private final int port;

	private final String user;

	private final String password;

	RedisAdministration(int port, String user, String password) {
		this.port = port;
		this.user = user;
		this.password = password;
	}

	/**
	 * Runs a command whose reply is a single line.
	 * @throws IllegalStateException if redis-server refuses it or cannot be reached
	 */
	void execute(String... command) {
		try {
			tryExecute(command);
		}
		catch (IOException ex) {
			throw new IllegalStateException("redis-server on port " + this.port + " did not execute " + command[0], ex);
		}
	}

	/**
	 * Runs a command whose reply is a single line.
	 * @throws IOException if redis-server refuses it or cannot be reached
	 */
	void tryExecute(String... command) throws IOException {
		try (Socket socket = new Socket()) {
			socket.setSoTimeout(TIMEOUT_MILLIS);
			socket.connect(new InetSocketAddress(Loopback.ADDRESS, this.port), TIMEOUT_MILLIS);
			BufferedReader replies = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
			roundTrip(socket, replies, "AUTH", this.user, this.password);
			roundTrip(socket, replies, command);
		}
	}

	private static void roundTrip(Socket socket, BufferedReader replies, String... command) throws IOException {
		socket.getOutputStream().write(RespEncoder.encode(List.of(command)));
		String reply = replies.readLine();
		if (reply == null) {
			throw new IOException("redis-server closed the connection");
		}
		if (reply.startsWith("-")) {
			throw new IOException("redis-server answered " + reply);
		}
	}

}
