package io.github.amrspring.token;

import java.lang.ref.WeakReference;
import java.time.Duration;

import io.github.amrspring.token.TokenAcquisitionException.Reason;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TokenRefreshListeners}.
 */
class TokenRefreshListenersTests {

	private final TokenRefreshListeners listeners = new TokenRefreshListeners();

	private final RecordingTokenRefreshListener first = new RecordingTokenRefreshListener();

	private final RecordingTokenRefreshListener second = new RecordingTokenRefreshListener();

	private final TokenAcquisitionException failure = ScriptedTokenSource.failure(Reason.TRANSIENT);

	@Test
	void whenToldThenEveryListenerHearsIt() {
		this.listeners.add(this.first);
		this.listeners.add(this.second);
		tellFailure();
		assertThat(this.first.failed()).containsExactly(this.failure);
		assertThat(this.second.failed()).containsExactly(this.failure);
	}

	@Test
	void whenAddedTwiceThenHearsOnce() {
		this.listeners.add(this.first);
		tellFailure();
		this.listeners.add(this.first);
		tellFailure();
		assertThat(this.first.failed()).hasSize(2);
	}

	@Test
	void whenOneThrowsThenOthersHearIt() {
		this.listeners.add(new ThrowingListener());
		this.listeners.add(this.second);
		tellFailure();
		assertThat(this.second.failed()).hasSize(1);
	}

	@Test
	void whenAddedDuringStartupThenHearsWhatItMissed() {
		tellFailure();
		this.listeners.tell((listener) -> listener.onReauthentication(ReauthenticationOutcome.CLOSED, Duration.ZERO));
		this.listeners.add(this.first);
		assertThat(this.first.failed()).containsExactly(this.failure);
		assertThat(this.first.reauthentications()).containsExactly(ReauthenticationOutcome.CLOSED);
	}

	@Test
	void whenAddedDuringStartupThenHearsWhatFollowsOnce() {
		tellFailure();
		this.listeners.add(this.first);
		tellFailure();
		assertThat(this.first.failed()).hasSize(2);
	}

	@Test
	void whenAddedListenerThrowsWhileCatchingUpThenAddReturns() {
		tellFailure();
		this.listeners.add(new ThrowingListener());
		this.listeners.add(this.second);
		assertThat(this.second.failed()).hasSize(1);
	}

	@Test
	void whenAddedAfterStartupThenHearsNothingOfBefore() {
		tellFailure();
		this.listeners.startupEnded();
		tellFailure();
		this.listeners.add(this.first);
		assertThat(this.first.failed()).isEmpty();
	}

	@Test
	void whenStartupHasEndedThenEventsAreNotKept() {
		WeakReference<Object> kept = tellOfNewObject();
		assertThat(isCollected(kept)).isFalse();
		this.listeners.startupEnded();
		assertThat(isCollected(kept)).isTrue();
	}

	@Test
	void whenToldAfterStartupThenEventIsNotKept() {
		this.listeners.startupEnded();
		assertThat(isCollected(tellOfNewObject())).isTrue();
	}

	@Test
	void whenListenerAddsAnotherWhileToldThenBothHear() {
		this.listeners.add(new TokenRefreshListener() {

			@Override
			public void onFailed(TokenAcquisitionException failure, Duration took) {
				TokenRefreshListenersTests.this.listeners.add(TokenRefreshListenersTests.this.second);
			}

		});
		tellFailure();
		assertThat(this.second.failed()).containsExactly(this.failure);
	}

	private WeakReference<Object> tellOfNewObject() {
		Object object = new Object();
		this.listeners.tell((listener) -> assertThat(object).isNotNull());
		return new WeakReference<>(object);
	}

	private static boolean isCollected(WeakReference<Object> reference) {
		for (int i = 0; i < 5 && reference.get() != null; i++) {
			System.gc();
		}
		return reference.get() == null;
	}

	private void tellFailure() {
		this.listeners.tell((listener) -> listener.onFailed(this.failure, Duration.ZERO));
	}

	private static final class ThrowingListener implements TokenRefreshListener {

		@Override
		public void onFailed(TokenAcquisitionException failure, Duration took) {
			throw new IllegalStateException("on purpose");
		}

	}

}
