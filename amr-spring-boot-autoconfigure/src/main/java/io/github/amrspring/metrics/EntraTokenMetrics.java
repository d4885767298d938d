package io.github.amrspring.metrics;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.github.amrspring.token.EntraToken;
import io.github.amrspring.token.LiveConnections;
import io.github.amrspring.token.ReauthenticationOutcome;
import io.github.amrspring.token.TokenAcquisitionException;
import io.github.amrspring.token.TokenRefreshListener;
import io.github.amrspring.token.TokenRefresher;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;

/**
 * Records renewals and re-authentications, and shows the token's expiry and the
 * connections that live on it.
 *
 * @since 0.1.0
 */
public class EntraTokenMetrics implements TokenRefreshListener {

	private final MeterRegistry registry;

	/**
	 * Create the meters.
	 * @param registry where to register them
	 * @param tokens keeps the token
	 * @param connections the connections that live on it
	 * @param clock the time
	 */
	public EntraTokenMetrics(MeterRegistry registry, TokenRefresher tokens, LiveConnections connections, Clock clock) {
		this.registry = registry;
		TimeGauge.builder("amr.token.expiry", tokens, TimeUnit.SECONDS, (refresher) -> secondsLeft(refresher, clock))
			.description("Time until the Entra token expires, negative once it has, and NaN before the first one")
			.register(registry);
		Gauge.builder("amr.connections", connections, LiveConnections::count)
			.description("Live Redis connections that are authenticated with an Entra token")
			.baseUnit("connections")
			.register(registry);
	}

	private static double secondsLeft(TokenRefresher tokens, Clock clock) {
		EntraToken token = tokens.state().token();
		return (token != null) ? seconds(token.remaining(clock.instant())) : Double.NaN;
	}

	private static double seconds(Duration duration) {
		return duration.getSeconds() + duration.getNano() / 1e9;
	}

	@Override
	public void onRenewed(EntraToken token, Duration took) {
		refresh("success", "none", took);
	}

	@Override
	public void onUnchanged(EntraToken token, Duration took) {
		refresh("unchanged", "none", took);
	}

	@Override
	public void onFailed(TokenAcquisitionException failure, Duration took) {
		refresh("failure", tag(failure.reason()), took);
	}

	private void refresh(String outcome, String reason, Duration took) {
		Timer.builder("amr.token.refresh")
			.description("Renewals of the Entra token, each with its retries")
			.tag("outcome", outcome)
			.tag("reason", reason)
			.register(this.registry)
			.record(took);
	}

	@Override
	public void onReauthentication(ReauthenticationOutcome outcome, Duration afterRenewal) {
		Timer.builder("amr.reauthentication")
			.description("Live connections that were sent a new Entra token, each with the time since it was obtained")
			.tag("outcome", tag(outcome))
			.register(this.registry)
			.record(afterRenewal);
	}

	private static String tag(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

}
