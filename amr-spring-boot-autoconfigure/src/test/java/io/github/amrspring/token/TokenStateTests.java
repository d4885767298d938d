package io.github.amrspring.token;

import java.time.Duration;
import java.time.Instant;

import io.github.amrspring.token.TokenAcquisitionException.Reason;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TokenState}.
 */
class TokenStateTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private static final Instant NEXT = NOW.plusSeconds(10);

	private static final EntraToken TOKEN = new EntraToken("user", "secret", NOW, NOW.plus(Duration.ofHours(1)));

	private final TokenAcquisitionException failure = ScriptedTokenSource.failure(Reason.TRANSIENT);

	@Test
	void whenInitialThenHasNoToken() {
		assertThat(TokenState.INITIAL.usableToken(NOW)).isNull();
		assertThat(TokenState.INITIAL.nextAttempt()).isNull();
	}

	@Test
	void whenRenewedThenForgetsFailures() {
		TokenState state = TokenState.INITIAL.failed(this.failure, NOW, NEXT).renewed(TOKEN, NEXT);
		assertThat(state).isEqualTo(new TokenState(TOKEN, NEXT, 0, null, null));
	}

	@Test
	void whenFailedThenKeepsTokenAndRemembersFailure() {
		TokenState state = TokenState.INITIAL.renewed(TOKEN, NOW).failed(this.failure, NOW, NEXT);
		assertThat(state).isEqualTo(new TokenState(TOKEN, NEXT, 1, this.failure, NOW));
	}

	@Test
	void whenFailedAgainThenCountsAndKeepsBeginning() {
		TokenAcquisitionException last = ScriptedTokenSource.failure(Reason.THROTTLED);
		TokenState state = TokenState.INITIAL.failed(this.failure, NOW, NOW).failed(last, NOW.plusSeconds(5), NEXT);
		assertThat(state).isEqualTo(new TokenState(null, NEXT, 2, last, NOW));
	}

	@Test
	void whenWaitingThenChangesNothingButNextAttempt() {
		TokenState before = new TokenState(TOKEN, NOW, 2, this.failure, NOW);
		assertThat(before.waiting(NEXT)).isEqualTo(new TokenState(TOKEN, NEXT, 2, this.failure, NOW));
	}

	@Test
	void whenTokenHasExpiredThenItIsNotUsable() {
		TokenState state = TokenState.INITIAL.renewed(TOKEN, NEXT);
		assertThat(state.usableToken(TOKEN.expiresAt().minusMillis(1))).isSameAs(TOKEN);
		assertThat(state.usableToken(TOKEN.expiresAt())).isNull();
	}

}
