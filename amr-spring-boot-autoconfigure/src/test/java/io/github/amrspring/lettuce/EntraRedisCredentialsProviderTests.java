package io.github.amrspring.lettuce;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.amrspring.token.EntraToken;
import io.github.amrspring.token.ReauthenticationOutcome;
import io.github.amrspring.token.ScriptedTokenSource;
import io.github.amrspring.token.TokenAcquisitionException;
import io.github.amrspring.token.TokenAcquisitionException.Reason;
import io.github.amrspring.token.VirtualTokens;
import io.lettuce.core.RedisCredentials;
import io.netty.util.concurrent.FastThreadLocalThread;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EntraRedisCredentialsProvider}.
 */
class EntraRedisCredentialsProviderTests {

	private static final Duration SPREAD = Duration.ofSeconds(10);

	private static final Duration UNTIL_RENEWAL = Duration.ofMinutes(45);

	private static final Duration LONG = Duration.ofSeconds(30);

	private final Random random = new Random(7);

	private final VirtualTokens tokens = VirtualTokens.create();

	private final EntraRedisCredentialsProvider provider = provider(this.tokens, Duration.ZERO);

	@Test
	void whenThereIsTokenThenResolvesToIt() {
		EntraToken token = this.tokens.source().newToken(Duration.ofMinutes(60));
		this.tokens.source().willReturn(token);
		this.tokens.begin();
		RedisCredentials credentials = this.provider.resolveCredentialsNow();
		assertThat(credentials.getUsername()).isEqualTo(token.username());
		assertThat(credentials.getPassword()).isEqualTo(token.secret().toCharArray());
	}

	@Test
	void whenResolvedAsynchronouslyThenAnswersOnSubscription() {
		this.tokens.begin();
		List<RedisCredentials> answers = new ArrayList<>();
		Disposable subscription = this.provider.resolveCredentials().subscribe(answers::add);
		assertThat(subscription.isDisposed()).isTrue();
		assertThat(answers).hasSize(1);
	}

	@Test
	void whenThereWasNeverTokenThenFailsWithReasonAndNextAttempt() {
		TokenAcquisitionException failure = ScriptedTokenSource.failure(Reason.CONFIGURATION);
		this.tokens.source().willFail(failure);
		this.tokens.begin();
		assertThatExceptionOfType(EntraTokenUnavailableException.class).isThrownBy(this.provider::resolveCredentialsNow)
			.withMessage("There is no Entra token for Redis yet. scripted CONFIGURATION. Next attempt at "
					+ this.tokens.scheduler().nextTask())
			.withCause(failure);
	}

	@Test
	void whenFirstAttemptHasNotEndedThenFailsWithoutReason() {
		assertThatExceptionOfType(EntraTokenUnavailableException.class).isThrownBy(this.provider::resolveCredentialsNow)
			.withMessage("There is no Entra token for Redis yet")
			.withNoCause();
	}

	@Test
	void whenTokenHasExpiredThenFailsWithReasonAndNextAttempt() {
		this.tokens.begin();
		Instant expiry = this.tokens.scheduler().now().plus(Duration.ofMinutes(60));
		this.tokens.source().otherwiseFail(Reason.TRANSIENT);
		this.tokens.advance(Duration.ofMinutes(70));
		assertThatExceptionOfType(EntraTokenUnavailableException.class).isThrownBy(this.provider::resolveCredentialsNow)
			.withMessageStartingWith(
					"The Entra token for Redis expired at " + expiry + ". scripted TRANSIENT. Next attempt at ")
			.withMessageEndingWith(String.valueOf(this.tokens.refresher().state().nextAttempt()));
	}

	@Test
	void whenTokenHasExpiredAndNewOneCameThenResolvesToIt() {
		this.tokens.begin();
		this.tokens.source().otherwiseFail(Reason.TRANSIENT);
		this.tokens.advance(Duration.ofHours(2));
		this.tokens.source().otherwiseReturnTokenOf(Duration.ofMinutes(60));
		this.tokens.advance(VirtualTokens.MAX_DELAY);
		assertThat(this.provider.resolveCredentialsNow().hasPassword()).isTrue();
	}

	@Test
	void whenOnEventLoopThenDoesNotBlock() {
		EntraRedisCredentialsProvider patient = provider(this.tokens, Duration.ofDays(1));
		CompletableFuture<Throwable> outcome = new CompletableFuture<>();
		new FastThreadLocalThread(() -> outcome.complete(failure(patient))).start();
		assertThat(outcome.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join())
			.isInstanceOf(EntraTokenUnavailableException.class);
	}

	@Test
	void whenOnParallelThreadOfReactorThenDoesNotBlock() {
		EntraRedisCredentialsProvider patient = provider(this.tokens, Duration.ofDays(1));
		Mono<Throwable> outcome = Mono.fromCallable(() -> failure(patient)).subscribeOn(Schedulers.parallel());
		assertThat(outcome.block(LONG)).isInstanceOf(EntraTokenUnavailableException.class);
	}

	@Test
	void whenOnPlainThreadThenWaitsForFirstToken() {
		this.tokens.renewal().afterPropertiesSet();
		EntraRedisCredentialsProvider patient = provider(this.tokens, Duration.ofDays(1));
		CompletableFuture<RedisCredentials> outcome = new CompletableFuture<>();
		Thread caller = new Thread(() -> outcome.complete(patient.resolveCredentialsNow()));
		caller.setDaemon(true);
		caller.start();
		while (caller.getState() != Thread.State.TIMED_WAITING) {
			assertThat(outcome).isNotDone();
			Thread.onSpinWait();
		}
		this.tokens.scheduler().runDue();
		assertThat(outcome).succeedsWithin(LONG);
	}

	@Test
	void whenOnPlainThreadAndStartupTimeoutPassesThenFails() {
		EntraRedisCredentialsProvider impatient = provider(this.tokens, Duration.ofMillis(1));
		assertThat(failure(impatient)).isInstanceOf(EntraTokenUnavailableException.class);
	}

	@Test
	void whenFirstRoundHasFailedThenDoesNotWait() {
		EntraRedisCredentialsProvider patient = provider(this.tokens, Duration.ofDays(1));
		this.tokens.source().otherwiseFail(Reason.CONFIGURATION);
		this.tokens.begin();
		assertThat(failure(patient)).isInstanceOf(EntraTokenUnavailableException.class);
	}

	@Test
	void whenAskedThenSupportsStreaming() {
		assertThat(this.provider.supportsStreaming()).isTrue();
	}

	@Test
	void whenSubscribedThenCurrentTokenIsNotRepeated() {
		this.tokens.begin();
		this.provider.resolveCredentialsNow();
		Connection connection = new Connection(this.provider);
		this.tokens.advance(Duration.ofMinutes(10));
		assertThat(connection.received).isEmpty();
	}

	@Test
	void whenRenewedThenSubscriberGetsNewTokenWithinSpread() {
		this.tokens.begin();
		Connection connection = new Connection(this.provider);
		this.tokens.advance(UNTIL_RENEWAL.plus(SPREAD));
		assertThat(connection.received).containsExactly("secret-2");
	}

	@Test
	void whenRenewedManyTimesThenEverySubscriberGetsEachTokenOnce() {
		this.tokens.begin();
		List<Connection> connections = connections(20);
		this.tokens.advance(UNTIL_RENEWAL.multipliedBy(10).plus(SPREAD));
		assertThat(connections)
			.allSatisfy((connection) -> assertThat(connection.received).containsExactly("secret-2", "secret-3",
					"secret-4", "secret-5", "secret-6", "secret-7", "secret-8", "secret-9", "secret-10", "secret-11"));
	}

	@Test
	void whenTokenIsUnchangedThenSubscriberGetsNothing() {
		EntraToken token = this.tokens.source().newToken(Duration.ofMinutes(60));
		this.tokens.source().otherwise(() -> token);
		this.tokens.begin();
		Connection connection = new Connection(this.provider);
		this.tokens.advance(Duration.ofMinutes(59));
		assertThat(connection.received).isEmpty();
	}

	@Test
	void whenRenewalFellBetweenHandshakeAndSubscriptionThenSubscriberGetsNewToken() {
		this.tokens.begin();
		this.tokens.advance(UNTIL_RENEWAL.minusSeconds(5));
		this.provider.resolveCredentialsNow();
		this.tokens.advance(Duration.ofSeconds(10));
		Connection connection = new Connection(this.provider);
		this.tokens.scheduler().runDue();
		assertThat(connection.received).containsExactly("secret-2");
	}

	@Test
	void whenSubscribedAfterHandshakeWindowThenCurrentTokenIsNotRepeated() {
		this.tokens.begin();
		this.tokens.advance(UNTIL_RENEWAL.minusSeconds(5));
		this.provider.resolveCredentialsNow();
		this.tokens.advance(Duration.ofSeconds(60));
		Connection connection = new Connection(this.provider);
		this.tokens.advance(Duration.ofMinutes(5));
		assertThat(connection.received).isEmpty();
	}

	@Test
	void whenNoHandshakeWasUnderWayAtRenewalThenCurrentTokenIsNotRepeated() {
		this.tokens.begin();
		this.provider.resolveCredentialsNow();
		this.tokens.advance(UNTIL_RENEWAL);
		this.provider.resolveCredentialsNow();
		Connection connection = new Connection(this.provider);
		this.tokens.advance(Duration.ofMinutes(5));
		assertThat(connection.received).isEmpty();
	}

	@Test
	void whenThousandConnectionsLiveThenTokensAreSentEvenlyOverSpread() {
		this.tokens.begin();
		List<Connection> connections = connections(1000);
		this.tokens.advance(UNTIL_RENEWAL);
		int before = 0;
		List<Integer> perSecond = new ArrayList<>();
		for (int second = 0; second < SPREAD.toSeconds(); second++) {
			this.tokens.advance(Duration.ofSeconds(1));
			int now = (int) connections.stream().filter((connection) -> !connection.received.isEmpty()).count();
			perSecond.add(now - before);
			before = now;
		}
		assertThat(before).isEqualTo(1000);
		assertThat(perSecond).allSatisfy((count) -> assertThat(count).isBetween(50, 200));
	}

	@Test
	void whenTokensAreShortThenSpreadEndsAtHalfOfWhatIsLeft() {
		this.tokens.source().otherwiseReturnTokenOf(Duration.ofSeconds(12));
		this.tokens.begin();
		List<Connection> connections = connections(200);
		// Renewed at six seconds, when six are left.
		this.tokens.advance(Duration.ofSeconds(9));
		assertThat(connections).allSatisfy((connection) -> assertThat(connection.received).hasSize(1));
	}

	@Test
	void whenOldTokenHasExpiredThenNewOneIsSentAtOnce() {
		this.tokens.begin();
		List<Connection> connections = connections(50);
		this.tokens.source().otherwiseFail(Reason.TRANSIENT);
		this.tokens.advance(Duration.ofHours(2));
		this.tokens.source().otherwiseReturnTokenOf(Duration.ofMinutes(60));
		int renewals = this.tokens.events().renewed().size();
		while (this.tokens.events().renewed().size() == renewals) {
			this.tokens.advance(Duration.between(this.tokens.scheduler().now(), this.tokens.scheduler().nextTask()));
		}
		assertThat(connections).allSatisfy((connection) -> assertThat(connection.received).hasSize(1));
	}

	@Test
	void whenProviderFailsForLongThenStreamNeitherEndsNorFails() {
		this.tokens.begin();
		Connection connection = new Connection(this.provider);
		this.tokens.source().otherwiseFail(Reason.CONFIGURATION);
		this.tokens.advance(Duration.ofDays(1));
		this.tokens.renewal().stop();
		this.tokens.advance(Duration.ofDays(1));
		assertThat(connection.ended).isFalse();
		assertThat(connection.received).isEmpty();
	}

	@Test
	void whenTokenExpiresBeforeItIsSentThenNothingIsSent() {
		this.tokens.source().willReturnTokenOf(Duration.ofMinutes(60)).willReturnTokenOf(Duration.ofMinutes(16));
		this.tokens.begin();
		this.tokens.advance(UNTIL_RENEWAL.minusSeconds(1));
		Connection connection = new Connection(this.provider);
		this.tokens.advance(Duration.ofSeconds(1));
		this.tokens.scheduler().elapse(Duration.ofMinutes(20));
		this.tokens.renewal().stop();
		this.tokens.scheduler().runDue();
		assertThat(connection.received).isEmpty();
		assertThat(connection.ended).isFalse();
	}

	@Test
	void whenSubscriberIsDisposedThenItIsForgotten() {
		this.tokens.begin();
		Connection connection = new Connection(this.provider);
		assertThat(this.provider.count()).isEqualTo(1);
		connection.subscription.dispose();
		assertThat(this.provider.count()).isZero();
	}

	@Test
	void whenSubscriberIsDisposedThenItsPendingTaskIsCancelled() {
		this.tokens.begin();
		List<Connection> connections = connections(100);
		this.tokens.advance(UNTIL_RENEWAL);
		assertThat(this.tokens.scheduler().pendingTasks()).isGreaterThan(90);
		connections.forEach((connection) -> connection.subscription.dispose());
		assertThat(this.tokens.scheduler().pendingTasks()).isEqualTo(1);
	}

	@Test
	void whenSubscriberIsDisposedThenOthersGetToken() {
		this.tokens.begin();
		List<Connection> connections = connections(2);
		connections.get(0).subscription.dispose();
		this.tokens.advance(UNTIL_RENEWAL.plus(SPREAD));
		assertThat(connections.get(0).received).isEmpty();
		assertThat(connections.get(1).received).hasSize(1);
	}

	@Test
	void whenConnectionReauthenticatesThenRemembersWhen() {
		assertThat(this.provider.lastReauthentication()).isNull();
		this.provider.onReauthentication(ReauthenticationOutcome.SUCCESS, Duration.ZERO);
		assertThat(this.provider.lastReauthentication()).isEqualTo(this.tokens.scheduler().now());
	}

	@Test
	void whenConnectionFailsToReauthenticateThenDoesNotRemember() {
		this.provider.onReauthentication(ReauthenticationOutcome.REJECTED, Duration.ZERO);
		this.provider.onReauthentication(ReauthenticationOutcome.TIMEOUT, Duration.ZERO);
		this.provider.onReauthentication(ReauthenticationOutcome.CLOSED, Duration.ZERO);
		assertThat(this.provider.lastReauthentication()).isNull();
	}

	private List<Connection> connections(int count) {
		return IntStream.range(0, count).mapToObj((i) -> new Connection(this.provider)).toList();
	}

	private EntraRedisCredentialsProvider provider(VirtualTokens tokens, Duration startupTimeout) {
		EntraRedisCredentialsProvider provider = new EntraRedisCredentialsProvider(tokens.refresher(), startupTimeout,
				SPREAD, tokens.scheduler(), this.random::nextDouble);
		tokens.listeners().add(provider);
		return provider;
	}

	private static Throwable failure(EntraRedisCredentialsProvider provider) {
		try {
			provider.resolveCredentialsNow();
			return new AssertionError("There must be no token");
		}
		catch (EntraTokenUnavailableException ex) {
			return ex;
		}
	}

	/**
	 * A live connection as far as the provider knows one.
	 */
	private static final class Connection {

		private final List<String> received = new ArrayList<>();

		private final Disposable subscription;

		private boolean ended;

		private Connection(EntraRedisCredentialsProvider provider) {
			this.subscription = provider.credentials()
				.map((credentials) -> new String(credentials.getPassword()))
				.subscribe(this.received::add, (ex) -> this.ended = true, () -> this.ended = true);
		}

	}

}
