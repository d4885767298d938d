package io.github.amrspring.emulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Remembers the newest entries, and how many there ever were. Safe for use by many
 * threads.
 *
 * @param <T> type of an entry
 */
final class BoundedLog<T> {

	private static final int CAPACITY = 10_000;

	private final Deque<T> entries = new ArrayDeque<>();

	private long total;

	synchronized void add(T entry) {
		if (this.entries.size() == CAPACITY) {
			this.entries.removeFirst();
		}
		this.entries.addLast(entry);
		this.total++;
	}

	/**
	 * The entries that are remembered, oldest first.
	 */
	synchronized List<T> entries() {
		return List.copyOf(this.entries);
	}

	/**
	 * All entries there ever were.
	 */
	synchronized long total() {
		return this.total;
	}

}
