package io.github.amrspring.emulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ChildProcessTests {

	@Test
	void whenClosedThenProcessIsGone(@TempDir Path directory) throws Exception {
		Path output = Files.createFile(directory.resolve("output"));
		ChildProcess process = start(directory, output);
		long pid = awaitPid(output);
		process.close();
		assertThat(ProcessHandle.of(pid)).isEmpty();
	}

	@Test
	void whenJvmIsKilledThenProcessAndDirectoryAreGone(@TempDir Path parent) throws Exception {
		Path directory = Files.createDirectory(parent.resolve("child"));
		Process jvm = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-cp",
				System.getProperty("java.class.path"), ChildProcessTests.class.getName(), directory.toString())
			.redirectErrorStream(true)
			.start();
		try (BufferedReader lines = jvm.inputReader(StandardCharsets.UTF_8)) {
			ProcessHandle child = ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();
			jvm.destroyForcibly();
			child.onExit().get(30, TimeUnit.SECONDS);
			Waiting.until(() -> assertThat(directory).doesNotExist());
		}
	}

	/**
	 * Runs in the JVM to be killed.
	 */
	public static void main(String[] args) throws Exception {
		Path output = Files.createTempFile(Path.of(args[0]), "output", "");
		start(Path.of(args[0]), output);
		System.out.println(awaitPid(output));
		TimeUnit.MINUTES.sleep(5);
	}

	private static ChildProcess start(Path directory, Path output) throws IOException {
		return ChildProcess.start(directory, output, "/bin/sh", "-c", "echo $$; exec sleep 300");
	}

	private static long awaitPid(Path output) throws IOException {
		Waiting.until(() -> assertThat(output).isNotEmptyFile());
		return Long.parseLong(Files.readString(output).trim());
	}

}
