package io.github.amrspring.emulator;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Things to close together, the newest first.
 */
final class Closeables implements AutoCloseable {

	private final Deque<AutoCloseable> closeables = new ArrayDeque<>();

	synchronized <T extends AutoCloseable> T add(T closeable) {
		this.closeables.push(closeable);
		return closeable;
	}

	/**
	 * Closes everything, even if something fails to. Does nothing the second time.
	 * @throws IllegalStateException if something failed to close
	 */
	@Override
	public synchronized void close() {
		IllegalStateException failure = null;
		while (!this.closeables.isEmpty()) {
			try {
				this.closeables.pop().close();
			}
			catch (Exception ex) {
				failure = (failure != null) ? failure : new IllegalStateException("Something failed to close");
				failure.addSuppressed(ex);
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

}
