package io.github.amrspring.emulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that ends with this JVM, however the JVM ends.
 * <p>
 * A shell starts it and waits beside it for the end of a pipe that only the JVM holds
 * open. So neither a JVM that is killed leaves it behind, nor does a shutdown hook, which
 * would race with those of the application, end it while it is still in use. Where that
 * is possible both have a session of their own: out of reach of the terminal's Ctrl-C,
 * and of whoever kills the JVM with its process group.
 */
final class ChildProcess implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ChildProcess.class);

	private static final Path SHELL = Path.of("/bin/sh");

	/**
	 * Runs the rest of the command line in a session of its own, if there is
	 * {@code setsid}.
	 */
	private static final String DETACH = """
			command -v setsid > /dev/null && exec setsid "$@"
			exec "$@"
			""";

	/**
	 * Deletes before it kills: the end of the child is what ends the guard. From the
	 * start of the child on, the output is the child's alone.
	 */
	private static final String GUARD = """
			trap '' INT HUP TERM
			exec 3<&0
			"$@" 3<&- &
			child=$!
			exec > /dev/null 2>&1
			(read -r closed <&3; rm -rf "$0"; kill -9 $child) &
			guard=$!
			wait $child
			kill -9 $guard
			wait $guard
			""";

	private final Process process;

	private final boolean guarded;

	private ChildProcess(Process process, boolean guarded) {
		this.process = process;
		this.guarded = guarded;
	}

	/**
	 * Starts a process.
	 * @param directory its working directory, which is deleted with the JVM
	 * @param output where its output goes
	 * @param command the executable and its arguments
	 * @return the started process
	 * @throws IOException if it cannot be started
	 */
	static ChildProcess start(Path directory, Path output, String... command) throws IOException {
		boolean guarded = Files.isExecutable(SHELL);
		List<String> commandLine = new ArrayList<>();
		if (guarded) {
			String shell = SHELL.toString();
			commandLine.addAll(List.of(shell, "-c", DETACH, shell, shell, "-c", GUARD, directory.toString()));
		}
		commandLine.addAll(List.of(command));
		Process process = new ProcessBuilder(commandLine).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		return new ChildProcess(process, guarded);
	}

	boolean hasExitedWithin(Duration timeout) throws InterruptedException {
		return this.process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Kills the process and waits for its end. Its directory goes too, unless the process
	 * has ended before or there is no shell.
	 */
	@Override
	public void close() {
		if (this.guarded) {
			closePipe();
		}
		else {
			this.process.destroyForcibly();
		}
		this.process.onExit().join();
	}

	private void closePipe() {
		try {
			this.process.getOutputStream().close();
		}
		catch (IOException ex) {
			logger.debug("The pipe to the guard of process {} did not close", this.process.pid(), ex);
			this.process.destroyForcibly();
		}
	}

}
