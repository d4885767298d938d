package io.github.amrspring.lettuce;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.amrspring.token.ReauthenticationOutcome;
import io.github.amrspring.token.VirtualTokens;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.event.DefaultEventBus;
import io.lettuce.core.event.Event;
import io.lettuce.core.event.connection.ReauthenticationEvent;
import io.lettuce.core.event.connection.ReauthenticationFailedEvent;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReauthenticationMonitor}.
 */
class ReauthenticationMonitorTests {

	private static final Duration PAUSE = Duration.ofSeconds(30);

	private static final String CONNECTION = "connection-1";

	private final VirtualTokens tokens = VirtualTokens.create();

	private final DefaultEventBus events = new DefaultEventBus(Schedulers.immediate());

	private final List<Instant> renewals = new ArrayList<>();

	private final ReauthenticationMonitor monitor = new ReauthenticationMonitor(this.events, this.tokens.refresher(),
			this.renewals::add, PAUSE, this.tokens.listeners(), this.tokens.scheduler().getClock());

	private final Instant start = this.tokens.scheduler().now();

	@Test
	void whenConnectionTakesTokenThenReportsSuccessWithTimeSinceRenewal() {
		this.tokens.begin();
		this.tokens.advance(Duration.ofSeconds(4));
		this.events.publish(new ReauthenticationEvent(CONNECTION));
		assertThat(this.tokens.events().reauthentications()).containsExactly(ReauthenticationOutcome.SUCCESS);
		assertThat(this.tokens.events().afterRenewal()).containsExactly(Duration.ofSeconds(4));
		assertThat(this.renewals).isEmpty();
	}

	@Test
	void whenServerRefusesThenReportsRejected() {
		this.tokens.begin();
		refuse();
		assertThat(this.tokens.events().reauthentications()).containsExactly(ReauthenticationOutcome.REJECTED);
	}

	@Test
	void whenServerDoesNotAnswerThenReportsTimeoutWithoutRenewal() {
		this.tokens.begin();
		this.events.publish(new ReauthenticationFailedEvent(CONNECTION, new RedisCommandTimeoutException("slow")));
		assertThat(this.tokens.events().reauthentications()).containsExactly(ReauthenticationOutcome.TIMEOUT);
		assertThat(this.renewals).isEmpty();
	}

	@Test
	void whenConnectionIsLostThenReportsClosedWithoutRenewal() {
		this.tokens.begin();
		this.events.publish(new ReauthenticationFailedEvent(CONNECTION, new RedisException("Connection closed")));
		assertThat(this.tokens.events().reauthentications()).containsExactly(ReauthenticationOutcome.CLOSED);
		assertThat(this.renewals).isEmpty();
	}

	@Test
	void whenTokenIsRefusedThenItIsRenewedAfterPauseSinceItWasObtained() {
		this.tokens.begin();
		this.tokens.advance(Duration.ofSeconds(7));
		refuse();
		assertThat(this.renewals).containsExactly(this.start.plus(PAUSE));
	}

	@Test
	void whenManyConnectionsAreRefusedThenTokenIsRenewedOnce() {
		this.tokens.begin();
		for (int i = 0; i < 100; i++) {
			refuse();
		}
		assertThat(this.renewals).hasSize(1);
		assertThat(this.tokens.events().reauthentications()).hasSize(100);
	}

	@Test
	void whenNextTokenIsRefusedTooThenItIsRenewedAsWell() {
		this.tokens.begin();
		refuse();
		this.tokens.renewal().refreshBy(this.start.plus(PAUSE));
		this.tokens.advance(PAUSE);
		refuse();
		refuse();
		assertThat(this.renewals).containsExactly(this.start.plus(PAUSE), this.start.plus(PAUSE).plus(PAUSE));
	}

	@Test
	void whenThereIsNoTokenThenNothingIsRenewed() {
		refuse();
		assertThat(this.renewals).isEmpty();
		assertThat(this.tokens.events().afterRenewal()).containsExactly(Duration.ZERO);
	}

	@Test
	void whenAnotherEventIsPublishedThenNothingIsReported() {
		this.tokens.begin();
		this.events.publish(new OtherEvent());
		assertThat(this.tokens.events().reauthentications()).isEmpty();
	}

	@Test
	void whenServerRefusesEveryTokenThenRequestsKeepTheirDistance() {
		VirtualTokens tokens = VirtualTokens.create();
		try (ReauthenticationMonitor loop = new ReauthenticationMonitor(this.events, tokens.refresher(),
				tokens.renewal()::refreshBy, PAUSE, tokens.listeners(), tokens.scheduler().getClock())) {
			assertThat(loop).isNotNull();
			tokens.begin();
			for (int second = 0; second < 3600; second++) {
				refuse();
				tokens.advance(Duration.ofSeconds(1));
			}
			assertThat(tokens.source().count()).isBetween(119, 121);
		}
	}

	@Test
	void whenClosedThenHearsNothing() {
		this.tokens.begin();
		this.monitor.close();
		refuse();
		this.events.publish(new ReauthenticationEvent(CONNECTION));
		assertThat(this.tokens.events().reauthentications()).isEmpty();
		assertThat(this.renewals).isEmpty();
	}

	private void refuse() {
		this.events.publish(new ReauthenticationFailedEvent(CONNECTION,
				new RedisCommandExecutionException("WRONGPASS invalid username-password pair")));
	}

	private static final class OtherEvent implements Event {

	}

}
