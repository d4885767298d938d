package io.github.amrspring.emulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The faults that are in force, safe for use by many threads.
 * <p>
 * Faults for a number of requests are used up in the order of their injection, and before
 * any lasting fault; of several lasting faults the newest counts.
 */
final class ActiveFaults {

	private final List<Entry> entries = new ArrayList<>();

	private CountDownLatch healed = new CountDownLatch(1);

	/**
	 * Adds a fault that stays until {@link #heal()}.
	 */
	synchronized void add(Fault fault) {
		this.entries.add(firstLasting(), new Entry(fault, Entry.LASTING));
	}

	/**
	 * Adds a fault for the next requests that it applies to.
	 */
	synchronized void add(Fault fault, int requests) {
		if (requests < 1) {
			throw new IllegalArgumentException("A fault needs at least one request, but got " + requests);
		}
		this.entries.add(firstLasting(), new Entry(fault, requests));
	}

	private int firstLasting() {
		int index = 0;
		while (index < this.entries.size() && this.entries.get(index).remaining != Entry.LASTING) {
			index++;
		}
		return index;
	}

	/**
	 * Finds the fault of these kinds that applies to the request at hand, and uses it up
	 * by one.
	 * @return the fault, or {@code null} if all is well
	 */
	synchronized @Nullable Occurrence take(Set<Fault.Kind> kinds) {
		for (Iterator<Entry> iterator = this.entries.iterator(); iterator.hasNext();) {
			Entry entry = iterator.next();
			if (kinds.contains(entry.fault.kind())) {
				if (entry.remaining != Entry.LASTING && --entry.remaining == 0) {
					iterator.remove();
				}
				return new Occurrence(entry.fault, this.healed);
			}
		}
		return null;
	}

	/**
	 * Whether a fault of this kind applies to the request at hand; uses it up by one.
	 */
	boolean take(Fault.Kind kind) {
		return take(Set.of(kind)) != null;
	}

	/**
	 * Removes every fault, and lets everything go on that waits for it.
	 */
	synchronized void heal() {
		this.entries.clear();
		this.healed.countDown();
		this.healed = new CountDownLatch(1);
	}

	/**
	 * A fault as it applies to one request.
	 *
	 * @param fault the fault
	 * @param healed open when the fault has been healed
	 */
	record Occurrence(Fault fault, CountDownLatch healed) {

		void awaitHealing() throws InterruptedException {
			this.healed.await();
		}

		/**
		 * Waits that long, or until healing if that is earlier.
		 */
		void awaitHealing(Duration atMost) throws InterruptedException {
			this.healed.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
		}

	}

	private static final class Entry {

		static final int LASTING = -1;

		final Fault fault;

		int remaining;

		Entry(Fault fault, int remaining) {
			this.fault = fault;
			this.remaining = remaining;
		}

	}

}
