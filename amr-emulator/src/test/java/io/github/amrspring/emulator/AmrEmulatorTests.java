package io.github.amrspring.emulator;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for the life of an emulator.
 */
class AmrEmulatorTests {

	@RepeatedTest(5)
	void whenClosedThenLeavesNothingBehind() throws IOException {
		List<ProcessHandle> processes = ProcessHandle.current().children().toList();
		AmrEmulator emulator = AmrEmulator.start();
		IdentityClient identity = new IdentityClient(emulator);
		List<ProcessHandle> redis = ProcessHandle.current()
			.children()
			.filter((process) -> !processes.contains(process))
			.toList();
		assertThat(redis).hasSize(1);
		Path directory = directoryOf(emulator);
		assertThat(directory).isDirectory();
		emulator.inject(Fault.hang());
		CompletableFuture<HttpResponse<String>> hanging = identity.sendAsync(identity.imdsRequest("?resource=x"));
		Waiting.until(() -> assertThat(emulator.tokenRequests()).hasSize(2));
		try (RedisWire client = RedisWire.connect(emulator)) {
			emulator.close();
			emulator.close();
			assertThat(client.isClosedByServer()).isTrue();
		}
		assertThat(hanging).failsWithin(Duration.ofSeconds(5));
		assertThat(redis.get(0).isAlive()).isFalse();
		assertThat(directory).doesNotExist();
		for (int port : List.of(emulator.port(), emulator.authority().getPort(), emulator.imds().getPort())) {
			assertThatExceptionOfType(ConnectException.class)
				.isThrownBy(() -> new Socket(Loopback.ADDRESS, port).close());
		}
		Waiting.until(() -> assertThat(Thread.getAllStackTraces().keySet())
			.noneMatch((thread) -> thread.getName().startsWith("amr-emulator-")
					|| thread.getName().equals("HTTP-Dispatcher")));
	}

	private static Path directoryOf(AmrEmulator emulator) throws IOException {
		String user = emulator.directory().systemAssignedIdentity().objectId();
		try (RedisWire redis = RedisWire.connect(emulator)) {
			assertThat(redis.call("AUTH", user, new IdentityClient(emulator).token())).isEqualTo("+OK");
			return Path.of(redis.call("CONFIG", "GET", "dir").replaceAll("^\\[dir, (.*)]$", "$1"));
		}
	}

	@Test
	void whenTwoRunAtOnceThenEachIsItsOwn() throws IOException {
		try (AmrEmulator first = AmrEmulator.start(); AmrEmulator second = AmrEmulator.start()) {
			String user = first.directory().systemAssignedIdentity().objectId();
			String token = new IdentityClient(first).token();
			try (RedisWire firstClient = RedisWire.connect(first); RedisWire secondClient = RedisWire.connect(second)) {
				assertThat(firstClient.call("AUTH", user, token)).isEqualTo("+OK");
				assertThat(secondClient.call("AUTH", user, token)).isEqualTo(RedisWire.WRONG_PASSWORD);
			}
			assertThat(first.endpoint()).isEqualTo("localhost:" + first.port()).isNotEqualTo(second.endpoint());
			assertThat(first.certificateAuthority()).isNotEqualTo(second.certificateAuthority());
		}
	}

	@Test
	void whenPathHasNoServerThenStartsCarriedOne(@TempDir Path empty) throws IOException {
		try (AmrEmulator emulator = AmrEmulator.start(EmulatorOptions.defaults(), empty.toString())) {
			String user = emulator.directory().systemAssignedIdentity().objectId();
			try (RedisWire redis = RedisWire.connect(emulator)) {
				assertThat(redis.call("HELLO", "3", "AUTH", user, new IdentityClient(emulator).token()))
					.contains("version, 6.2.");
			}
		}
	}

	@Test
	void whenPathIsRelativeThenExecutableIsAbsolute(@TempDir Path directory) throws IOException {
		Path server = Files.createFile(directory.resolve("redis-server"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		Path relative = Path.of("").toAbsolutePath().relativize(directory);
		Path found = RedisExecutable.find(relative.toString(), directory);
		assertThat(found).isAbsolute();
		assertThat(Files.isSameFile(found, server)).isTrue();
	}

	@Test
	void whenServerDoesNotStartThenQuotesIt(@TempDir Path directory) throws IOException {
		Path server = Files.writeString(directory.resolve("redis-server"), """
				#!/bin/sh
				pwd > "$(dirname "$0")/pwd"
				echo no memory for you
				exit 1
				""");
		Files.setPosixFilePermissions(server, PosixFilePermissions.fromString("rwx------"));
		assertThatIllegalStateException()
			.isThrownBy(() -> AmrEmulator.start(EmulatorOptions.defaults(), directory.toString()))
			.withMessageContaining("did not start")
			.withMessageContaining("no memory for you");
		assertThat(Path.of(Files.readString(directory.resolve("pwd")).strip())).doesNotExist();
	}

}
