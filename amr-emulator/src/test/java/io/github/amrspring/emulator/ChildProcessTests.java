package io.github.amrspring.emulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

class ChildProcessTests {

	@Test
	void whenClosedThenProcessAndDirectoryAreGone(@TempDir Path parent) throws Exception {
		Path directory = Files.createDirectory(parent.resolve("child"));
		Path output = Files.createFile(parent.resolve("output"));
		ChildProcess process = start(directory, output);
		long pid = awaitPid(output);
		process.close();
		assertThat(ProcessHandle.of(pid)).isEmpty();
		assertThat(directory).doesNotExist();
		assertThat(output).hasContent(Long.toString(pid));
		process.close();
	}

	@Test
	void whenProcessExitsByItselfThenDirectoryStays(@TempDir Path directory) throws Exception {
		Path output = directory.resolve("output");
		ChildProcess process = ChildProcess.start(directory, output, "/bin/sh", "-c", "echo done; exit 3");
		assertThat(process.hasExitedWithin(Duration.ofSeconds(30))).isTrue();
		process.close();
		assertThat(output).hasContent("done");
	}

	@Test
	void whenJvmIsKilledThenProcessAndDirectoryAreGone(@TempDir Path parent) throws Exception {
		Path directory = Files.createDirectory(parent.resolve("child"));
		Process jvm = startJvm(directory);
		try (BufferedReader lines = jvm.inputReader(StandardCharsets.UTF_8)) {
			ProcessHandle child = ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();
			jvm.destroyForcibly();
			child.onExit().get(30, TimeUnit.SECONDS);
			Waiting.until(() -> assertThat(directory).doesNotExist());
		}
	}

	@Test
	void whenProcessGroupOfJvmIsKilledThenProcessAndDirectoryAreGone(@TempDir Path parent) throws Exception {
		assumeThat(Path.of("/usr/bin/setsid")).isExecutable();
		Path directory = Files.createDirectory(parent.resolve("child"));
		Process jvm = startJvm(directory, "/usr/bin/setsid");
		try (BufferedReader lines = jvm.inputReader(StandardCharsets.UTF_8)) {
			ProcessHandle child = ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();
			Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -9 -" + jvm.pid()).start();
			assertThat(kill.waitFor()).isZero();
			assertThat(jvm.waitFor()).isEqualTo(128 + 9);
			child.onExit().get(30, TimeUnit.SECONDS);
			Waiting.until(() -> assertThat(directory).doesNotExist());
		}
	}

	private static Process startJvm(Path directory, String... prefix) throws IOException {
		List<String> command = new ArrayList<>(List.of(prefix));
		command.addAll(List.of(System.getProperty("java.home") + "/bin/java", "-cp",
				System.getProperty("java.class.path"), ChildProcessTests.class.getName(), directory.toString()));
		return new ProcessBuilder(command).redirectErrorStream(true).start();
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
