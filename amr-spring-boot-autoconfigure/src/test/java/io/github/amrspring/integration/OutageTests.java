package io.github.amrspring.integration;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.amrspring.emulator.AmrEmulator;
import io.github.amrspring.emulator.Fault;
import io.github.amrspring.emulator.Statistics;
import io.github.amrspring.lettuce.EntraTokenUnavailableException;
import io.github.amrspring.token.EntraToken;
import io.github.amrspring.token.TokenAcquisitionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.RedisConnectionFailureException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Entra ID fails and recovers, in real time.
 */
class OutageTests {

	private static final Duration OUTAGE = Duration.ofSeconds(60);

	private static final Duration MAX_DELAY = Duration.ofSeconds(30);

	/**
	 * With a ratio of 0.1, tokens of 100 seconds are renewed after 10: the outages begin
	 * before that and are over before the tokens are. They share their minute.
	 */
	@Test
	void whenTokenRequestsFailOrHangForAMinuteThenNoCommandNotices() throws Exception {
		try (Outage failing = new Outage(Fault.status(500)); Outage hanging = new Outage(Fault.hang())) {
			Awaitility.await()
				.atMost(OUTAGE.plusSeconds(10))
				.pollInterval(Duration.ofMillis(100))
				.until(() -> !Instant.now().isBefore(hanging.began.plus(OUTAGE)));
			failing.end();
			hanging.end();
			failing.verify();
			hanging.verify();
		}
	}

	@Test
	void whenOutageOutlastsTokenThenCommandsFailWithTheReasonAndRecoverByThemselves() {
		try (Application application = Application.start("amr.emulator.token-lifetime=10s",
				"spring.data.redis.timeout=2s")) {
			AmrEmulator emulator = application.emulator();
			application.redis().opsForValue().set("before", "outage");
			EntraToken token = application.tokens().usableToken();
			assertThat(token).isNotNull();
			emulator.inject(Fault.status(500));
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.until(() -> token.isExpired(Instant.now()) && emulator.statistics().openConnections() == 0);
			Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
				Instant began = Instant.now();
				Throwable failure = catchThrowable(() -> application.redis().opsForValue().get("before"));
				assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(3));
				TokenAcquisitionException reason = application.tokens().state().lastFailure();
				assertThat(reason).isNotNull();
				assertThat(failure).isInstanceOf(RedisConnectionFailureException.class)
					.hasRootCauseMessage(reason.getMessage())
					.hasStackTraceContaining(EntraTokenUnavailableException.class.getName())
					.hasStackTraceContaining("The Entra token for Redis expired at " + token.expiresAt())
					.hasStackTraceContaining("HTTP 500");
			});
			emulator.heal();
			Instant healed = Instant.now();
			Awaitility.await().atMost(MAX_DELAY.plusSeconds(5)).ignoreExceptions().until(() -> {
				application.redis().opsForValue().set("after", "outage");
				return true;
			});
			Duration recovery = Duration.between(healed, Instant.now());
			System.out.printf("outage past expiry: first good command %d ms after it%n", recovery.toMillis());
			assertThat(recovery).isLessThanOrEqualTo(MAX_DELAY);
			assertThat(application.redis().opsForValue().get("before")).isEqualTo("outage");
		}
	}

	/**
	 * An application under load whose identity provider is out of order.
	 */
	private static final class Outage implements AutoCloseable {

		private final Application application = Application.start("amr.emulator.token-lifetime=100s",
				"amr.refresh.ratio=0.1");

		private final Load load = new Load(this.application);

		private final Fault fault;

		private final EntraToken token;

		private final Instant began;

		private long requests;

		private Outage(Fault fault) {
			this.fault = fault;
			this.application.emulator().inject(fault);
			EntraToken token = this.application.tokens().usableToken();
			assertThat(token).isNotNull();
			this.token = token;
			this.began = Instant.now();
		}

		private void end() {
			this.requests = this.application.emulator().statistics().tokenRequests();
			assertThat(this.requests).isGreaterThan(2);
			assertThat(this.application.tokens().usableToken()).isEqualTo(this.token);
			this.application.emulator().heal();
		}

		private void verify() throws InterruptedException {
			Awaitility.await()
				.atMost(MAX_DELAY)
				.until(() -> !this.token.equals(this.application.tokens().usableToken()));
			this.load.stop();
			EntraToken renewed = this.application.tokens().usableToken();
			assertThat(renewed).isNotNull();
			Statistics statistics = this.application.emulator().statistics();
			System.out.printf(
					"outage of one minute with %s: %d token requests, renewed %d s after its begin, %d commands, "
							+ "%d failed, %d cut for expiry%n",
					this.fault, this.requests, Duration.between(this.began, renewed.obtainedAt()).toSeconds(),
					this.load.commands.get(), this.load.failed.get(), statistics.cutForExpiry());
			assertThat(renewed.obtainedAt()).isBefore(this.began.plus(OUTAGE).plus(MAX_DELAY));
			assertThat(this.load.commands.get()).isGreaterThan(1000);
			assertThat(this.load.failed.get()).isZero();
			assertThat(statistics.cutForExpiry()).isZero();
			assertThat(statistics.connections()).isOne();
		}

		@Override
		public void close() {
			this.load.close();
			this.application.close();
		}

	}

	/**
	 * Uses Redis a hundred times a second.
	 */
	private static final class Load implements AutoCloseable {

		private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

		private final AtomicLong commands = new AtomicLong();

		private final AtomicLong failed = new AtomicLong();

		private Load(Application application) {
			var unused = this.executor.scheduleAtFixedRate(() -> use(application), 0, 10, TimeUnit.MILLISECONDS);
		}

		private void use(Application application) {
			this.commands.incrementAndGet();
			try {
				application.redis().opsForValue().increment("load");
			}
			catch (DataAccessException ex) {
				this.failed.incrementAndGet();
			}
		}

		private void stop() throws InterruptedException {
			this.executor.shutdown();
			assertThat(this.executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		}

		@Override
		public void close() {
			this.executor.shutdownNow();
		}

	}

}
