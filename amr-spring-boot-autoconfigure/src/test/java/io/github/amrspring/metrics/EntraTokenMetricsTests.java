package io.github.amrspring.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.amrspring.token.LiveConnections;
import io.github.amrspring.token.ReauthenticationOutcome;
import io.github.amrspring.token.ScriptedTokenSource;
import io.github.amrspring.token.TokenAcquisitionException.Reason;
import io.github.amrspring.token.VirtualTokens;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EntraTokenMetrics}.
 */
class EntraTokenMetricsTests {

	private final VirtualTokens tokens = VirtualTokens.create();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final AtomicInteger connections = new AtomicInteger();

	private final EntraTokenMetrics metrics = new EntraTokenMetrics(this.registry, this.tokens.refresher(),
			new FakeConnections(), this.tokens.scheduler().getClock());

	@Test
	void whenThereIsNoTokenThenExpiryIsNotANumber() {
		assertThat(expiry()).isNaN();
	}

	@Test
	void whenThereIsTokenThenExpiryIsSecondsLeft() {
		this.tokens.begin();
		this.tokens.advance(Duration.ofMillis(1500));
		assertThat(expiry()).isEqualTo(3598.5);
	}

	@Test
	void whenTokenHasExpiredThenExpiryIsNegative() {
		this.tokens.begin();
		this.tokens.source().otherwiseFail(Reason.TRANSIENT);
		this.tokens.advance(Duration.ofMinutes(61));
		assertThat(expiry()).isEqualTo(-60);
	}

	@Test
	void whenTokenIsRenewedThenExpiryFollows() {
		this.tokens.begin();
		this.tokens.advance(Duration.ofMinutes(46));
		assertThat(expiry()).isEqualTo(59 * 60);
	}

	@Test
	void whenConnectionsLiveThenTheirNumberIsShown() {
		this.connections.set(12);
		assertThat(this.registry.get("amr.connections").gauge().value()).isEqualTo(12);
		this.connections.set(3);
		assertThat(this.registry.get("amr.connections").gauge().value()).isEqualTo(3);
	}

	@Test
	void whenRenewedThenRoundIsTimedAsSuccess() {
		this.metrics.onRenewed(this.tokens.source().newToken(Duration.ofMinutes(60)), Duration.ofSeconds(2));
		assertThat(refresh("success", "none").count()).isEqualTo(1);
		assertThat(refresh("success", "none").totalTime(TimeUnit.SECONDS)).isEqualTo(2);
	}

	@Test
	void whenUnchangedThenRoundIsTimedAsUnchanged() {
		this.metrics.onUnchanged(this.tokens.source().newToken(Duration.ofMinutes(60)), Duration.ofSeconds(3));
		assertThat(refresh("unchanged", "none").totalTime(TimeUnit.SECONDS)).isEqualTo(3);
	}

	@ParameterizedTest
	@EnumSource(Reason.class)
	void whenFailedThenRoundIsTimedByReason(Reason reason) {
		this.metrics.onFailed(ScriptedTokenSource.failure(reason), Duration.ofSeconds(4));
		assertThat(refresh("failure", reason.name().toLowerCase(Locale.ROOT)).totalTime(TimeUnit.SECONDS)).isEqualTo(4);
	}

	@ParameterizedTest
	@EnumSource(ReauthenticationOutcome.class)
	void whenConnectionReauthenticatesThenIsTimedByOutcome(ReauthenticationOutcome outcome) {
		this.metrics.onReauthentication(outcome, Duration.ofSeconds(5));
		Timer timer = this.registry.get("amr.reauthentication")
			.tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
			.timer();
		assertThat(timer.totalTime(TimeUnit.SECONDS)).isEqualTo(5);
	}

	@Test
	void whenEverythingHappenedThenNoMeterHasSecret() {
		this.tokens.listeners().add(this.metrics);
		this.tokens.begin();
		this.tokens.source().otherwiseFail(Reason.TRANSIENT);
		this.tokens.advance(Duration.ofHours(2));
		assertThat(this.registry.getMeters()).hasSizeGreaterThan(3)
			.allSatisfy((meter) -> assertThat(meter.getId().toString()).doesNotContain("secret-"));
	}

	private double expiry() {
		return this.registry.get("amr.token.expiry").timeGauge().value(TimeUnit.SECONDS);
	}

	private Timer refresh(String outcome, String reason) {
		return this.registry.get("amr.token.refresh").tag("outcome", outcome).tag("reason", reason).timer();
	}

	private final class FakeConnections implements LiveConnections {

		@Override
		public int count() {
			return EntraTokenMetricsTests.this.connections.get();
		}

		@Override
		public @Nullable Instant lastReauthentication() {
			return null;
		}

	}

}
