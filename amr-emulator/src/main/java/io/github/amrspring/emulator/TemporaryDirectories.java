package io.github.amrspring.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Deletes directories with everything in them.
 */
final class TemporaryDirectories {

	private TemporaryDirectories() {
	}

	/**
	 * Deletes a directory, if it exists.
	 * @throws UncheckedIOException if something in it cannot be deleted
	 */
	static void delete(Path directory) {
		if (!Files.exists(directory)) {
			return;
		}
		try (Stream<Path> files = Files.walk(directory)) {
			List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
			for (Path file : deepestFirst) {
				Files.delete(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The directory " + directory + " could not be deleted", ex);
		}
	}

}
