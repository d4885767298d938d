package io.github.amrspring.emulator;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/**
 * Finds a redis-server to run.
 */
final class RedisExecutable {

	private static final String NAME = "redis-server";

	private RedisExecutable() {
	}

	/**
	 * The first redis-server on a search path, else the one that the embedded-redis
	 * library carries.
	 * @param searchPath directories in the form of the {@code PATH} variable, if there is
	 * one
	 * @param directory where the carried one is put
	 * @return an executable file
	 * @throws IOException if the library carries none for this machine
	 */
	static Path find(@Nullable String searchPath, Path directory) throws IOException {
		if (searchPath != null) {
			for (String entry : searchPath.split(Pattern.quote(File.pathSeparator), -1)) {
				Path candidate = Path.of(entry, NAME).toAbsolutePath();
				if (!entry.isEmpty() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
					return candidate;
				}
			}
		}
		return ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath();
	}

}
