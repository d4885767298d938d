package io.github.amrspring.health;

import java.time.Duration;
import java.time.Instant;

import io.github.amrspring.token.LiveConnections;
import io.github.amrspring.token.ScriptedTokenSource;
import io.github.amrspring.token.TokenAcquisitionException.Reason;
import io.github.amrspring.token.VirtualTokens;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EntraTokenHealthIndicator}.
 */
class EntraTokenHealthIndicatorTests {

	private static final Instant REAUTHENTICATION = Instant.parse("2025-12-31T23:59:00Z");

	private final VirtualTokens tokens = VirtualTokens.create();

	private final Instant start = this.tokens.scheduler().now();

	@Test
	void whenThereWasNeverTokenThenIsDown() {
		Health health = health(3, null);
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsOnlyKeys("identity", "failuresInARow", "liveConnections");
	}

	@Test
	void whenFirstRoundFailedThenIsDownWithReason() {
		this.tokens.source().otherwiseFail(Reason.CONFIGURATION);
		this.tokens.begin();
		Health health = health(0, null);
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("lastFailure", "scripted CONFIGURATION")
			.containsEntry("failuresInARow", 1)
			.containsEntry("nextRenewal", this.start.plusSeconds(27))
			.doesNotContainKeys("username", "expiry");
	}

	@Test
	void whenTokenIsUsableThenIsUpWithDetails() {
		this.tokens.begin();
		Health health = health(7, REAUTHENTICATION);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("identity", "the identity")
			.containsEntry("username", ScriptedTokenSource.USERNAME)
			.containsEntry("expiry", this.start.plus(Duration.ofMinutes(60)))
			.containsEntry("nextRenewal", this.start.plus(Duration.ofMinutes(45)))
			.containsEntry("failuresInARow", 0)
			.containsEntry("liveConnections", 7)
			.containsEntry("lastReauthentication", REAUTHENTICATION)
			.doesNotContainKey("lastFailure");
	}

	@Test
	void whenTokenIsUsableThenNoDetailHasItsSecret() {
		this.tokens.begin();
		assertThat(health(7, REAUTHENTICATION).toString()).doesNotContain("secret-1");
	}

	@Test
	void whenRenewalFailsThenStaysUpWithFailure() {
		this.tokens.begin();
		this.tokens.source().otherwiseFail(Reason.TRANSIENT);
		this.tokens.advance(Duration.ofMinutes(60).minusMillis(1));
		Health health = health(0, null);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("lastFailure", "scripted TRANSIENT");
		assertThat((Integer) health.getDetails().get("failuresInARow")).isGreaterThan(20);
	}

	@Test
	void whenTokenExpiresThenIsDown() {
		this.tokens.begin();
		this.tokens.source().otherwiseFail(Reason.TRANSIENT);
		this.tokens.advance(Duration.ofMinutes(60));
		Health health = health(0, null);
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("expiry", this.start.plus(Duration.ofMinutes(60)));
	}

	@Test
	void whenTokenIsRenewedAfterExpiryThenIsUpAgain() {
		this.tokens.begin();
		this.tokens.source().otherwiseFail(Reason.TRANSIENT);
		this.tokens.advance(Duration.ofMinutes(60));
		this.tokens.source().otherwiseReturnTokenOf(Duration.ofMinutes(60));
		this.tokens.advance(VirtualTokens.MAX_DELAY);
		Health health = health(0, null);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("failuresInARow", 0).doesNotContainKey("lastFailure");
	}

	@Test
	void whenAskedThenMakesNoRequest() {
		this.tokens.begin();
		health(0, null);
		assertThat(this.tokens.source().count()).isEqualTo(1);
	}

	private Health health(int connections, @Nullable Instant lastReauthentication) {
		Health health = new EntraTokenHealthIndicator("the identity", this.tokens.refresher(),
				new FakeConnections(connections, lastReauthentication), this.tokens.scheduler().getClock())
			.health();
		if (health == null) {
			throw new AssertionError("There must be a health");
		}
		return health;
	}

	private record FakeConnections(int count, @Nullable Instant lastReauthentication) implements LiveConnections {

	}

}
