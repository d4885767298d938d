package io.github.amrspring.emulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that ends with this JVM, however the JVM ends.
 * <p>
 * A shell starts it and waits beside it for the end of a pipe that only the JVM holds
 * open. So neither a JVM that is killed leaves it behind, nor does a shutdown hook, which
 * would race with those of the application, end it while it is still in use. For the same
 * reason it is moved out of reach of the terminal's Ctrl-C where that is possible.
 */
final class ChildProcess implements AutoCloseable {

	private static final Path SHELL = Path.of("/bin/sh");

	private static final String SCRIPT = """
			trap '' INT HUP TERM
			exec 3<&0
			if command -v setsid > /dev/null; then setsid "$@" & else "$@" & fi
			child=$!
			(read -r closed <&3; kill -9 $child; rm -rf "$0") &
			wait $child
			""";

	private final Process process;

	private ChildProcess(Process process) {
		this.process = process;
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
		List<String> guarded = new ArrayList<>();
		if (Files.isExecutable(SHELL)) {
			guarded.addAll(List.of(SHELL.toString(), "-c", SCRIPT, directory.toString()));
		}
		guarded.addAll(List.of(command));
		return new ChildProcess(new ProcessBuilder(guarded).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start());
	}

	boolean hasExitedWithin(Duration timeout) throws InterruptedException {
		return this.process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Kills the process and waits for its end.
	 */
	@Override
	public void close() {
		List<ProcessHandle> family = new ArrayList<>(this.process.descendants().toList());
		family.add(this.process.toHandle());
		family.forEach(ProcessHandle::destroyForcibly);
		family.forEach((member) -> member.onExit().join());
	}

}
