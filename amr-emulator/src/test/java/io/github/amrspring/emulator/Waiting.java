package io.github.amrspring.emulator;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/**
 * Waits for conditions.
 */
final class Waiting {

	private Waiting() {
	}

	static void until(ThrowingRunnable assertion) {
		Awaitility.await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofSeconds(15)).untilAsserted(assertion);
	}

}
