package io.github.amrspring.emulator;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A real redis-server process on a loopback port, without persistence, in a temporary
 * directory that goes when it does.
 * <p>
 * Its {@code default} user is off: without a password that this class made up, nobody
 * gets in.
 */
final class RedisServer implements AutoCloseable {

	private static final int START_ATTEMPTS = 3;

	private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

	private static final int OUTPUT_LINES = 20;

	private final Path directory;

	private final Path output;

	private final ChildProcess process;

	private final int port;

	private final RedisAdministration administration;

	private RedisServer(Path directory, Path executable, int port) throws IOException {
		this.directory = directory;
		this.output = directory.resolve("redis-server.log");
		this.port = port;
		String user = RandomText.next();
		String password = RandomText.next();
		this.administration = new RedisAdministration(port, user, password);
		Path configuration = directory.resolve("redis.conf");
		Files.write(configuration,
				List.of("bind " + Loopback.HOST, "port " + port, "dir \"" + directory + "\"", "save \"\"",
						"appendonly no", "maxclients 20000", "user default off",
						"user " + user + " on >" + password + " ~* &* +@all"));
		this.process = ChildProcess.start(directory, this.output, executable.toString(), configuration.toString());
	}

	/**
	 * Starts a redis-server, and waits until it answers.
	 * @param searchPath where to look for it, in the form of the {@code PATH} variable
	 * @return the running server
	 * @throws IOException if it does not start; the message has its last output
	 */
	static RedisServer start(@Nullable String searchPath) throws IOException {
		for (int attempt = 1;; attempt++) {
			RedisServer server = launch(searchPath);
			try {
				server.awaitReady();
				return server;
			}
			// Somebody else may have taken the port meanwhile.
			catch (IOException ex) {
				server.close();
				if (attempt == START_ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	private static RedisServer launch(@Nullable String searchPath) throws IOException {
		Path directory = Files.createTempDirectory("amr-emulator-");
		try {
			return new RedisServer(directory, RedisExecutable.find(searchPath, directory), freePort());
		}
		catch (IOException ex) {
			TemporaryDirectories.delete(directory);
			throw ex;
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, Loopback.ADDRESS)) {
			return socket.getLocalPort();
		}
	}

	private void awaitReady() throws IOException {
		long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
		while (true) {
			try {
				this.administration.tryExecute("PING");
				return;
			}
			catch (IOException ex) {
				if (hasExited() || System.nanoTime() - deadline > 0) {
					throw new IOException("redis-server did not start. Its last output:\n" + lastOutput(), ex);
				}
			}
		}
	}

	/**
	 * Whether the process has ended, after a short wait.
	 */
	private boolean hasExited() throws IOException {
		try {
			return this.process.hasExitedWithin(POLL_INTERVAL);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted while redis-server started", ex);
		}
	}

	private String lastOutput() throws IOException {
		List<String> lines = Files.readString(this.output, StandardCharsets.UTF_8).lines().toList();
		return String.join("\n", lines.subList(Math.max(0, lines.size() - OUTPUT_LINES), lines.size()));
	}

	int port() {
		return this.port;
	}

	RedisAdministration administration() {
		return this.administration;
	}

	/**
	 * Kills the process, waits for its end and deletes its directory.
	 */
	@Override
	public void close() {
		this.process.close();
		TemporaryDirectories.delete(this.directory);
	}

}
