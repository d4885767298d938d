package io.github.amrspring.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;

import io.github.amrspring.emulator.Statistics;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A minute of load while tokens live five seconds.
 */
class RotationUnderLoadTests {

	private static final int THREADS = 32;

	private static final Duration LOAD = Duration.ofSeconds(60);

	@Test
	void whenTokensRotateUnderLoadThenNobodyNotices() throws Exception {
		try (Application application = Application.start("amr.emulator.token-lifetime=5s")) {
			List<Worker> workers = new ArrayList<>();
			ExecutorService executor = Executors.newFixedThreadPool(THREADS);
			long end = System.nanoTime() + LOAD.toNanos();
			List<Future<?>> running = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				Worker worker = new Worker("worker:" + i, application.redis(), end);
				workers.add(worker);
				running.add(executor.submit(worker));
			}
			for (Future<?> future : running) {
				future.get();
			}
			executor.shutdown();
			Statistics statistics = application.emulator().statistics();
			long commands = workers.stream().mapToLong((worker) -> worker.commands.get()).sum();
			long failed = workers.stream().mapToLong((worker) -> worker.failed.get()).sum();
			long slowest = workers.stream().mapToLong((worker) -> worker.slowest.get()).max().orElseThrow();
			System.out.printf(
					"rotation under load: %d commands, %d failed, %d tokens, %d AUTH accepted, "
							+ "%d connections, %d cut for expiry, slowest command %d ms%n",
					commands, failed, statistics.tokensIssued(), statistics.authenticationsAccepted(),
					statistics.connections(), statistics.cutForExpiry(), slowest / 1_000_000);
			assertThat(failed).isZero();
			assertThat(statistics.cutForExpiry()).isZero();
			assertThat(statistics.authenticationsRefused()).isZero();
			assertThat(statistics.tokensIssued()).isGreaterThanOrEqualTo(20);
			for (Worker worker : workers) {
				assertThat(application.redis().opsForValue().get(worker.key + ":counter"))
					.isEqualTo(String.valueOf(worker.increments.get()));
			}
		}
	}

	/**
	 * Sets, gets and increments keys of its own until the end.
	 */
	private static final class Worker implements Runnable {

		private final String key;

		private final StringRedisTemplate redis;

		private final long end;

		private final AtomicLong commands = new AtomicLong();

		private final AtomicLong failed = new AtomicLong();

		private final AtomicLong increments = new AtomicLong();

		private final LongAccumulator slowest = new LongAccumulator(Math::max, 0);

		private Worker(String key, StringRedisTemplate redis, long end) {
			this.key = key;
			this.redis = redis;
			this.end = end;
		}

		@Override
		public void run() {
			for (long i = 0; System.nanoTime() < this.end; i++) {
				String value = String.valueOf(i);
				execute(() -> this.redis.opsForValue().set(this.key, value));
				execute(() -> assertThat(this.redis.opsForValue().get(this.key)).isEqualTo(value));
				execute(() -> {
					this.redis.opsForValue().increment(this.key + ":counter");
					this.increments.incrementAndGet();
				});
			}
		}

		private void execute(Runnable command) {
			long began = System.nanoTime();
			try {
				command.run();
			}
			catch (DataAccessException ex) {
				this.failed.incrementAndGet();
			}
			this.commands.incrementAndGet();
			this.slowest.accumulate(System.nanoTime() - began);
		}

	}

}
