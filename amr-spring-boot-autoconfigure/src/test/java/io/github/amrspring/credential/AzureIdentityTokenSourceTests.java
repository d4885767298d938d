package io.github.amrspring.credential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import io.github.amrspring.credential.Identity.Custom;
import io.github.amrspring.token.EntraToken;
import io.github.amrspring.token.TokenAcquisitionException;
import io.github.amrspring.token.TokenAcquisitionException.Reason;
import org.jspecify.annotations.Nullable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link AzureIdentityTokenSource}.
 */
class AzureIdentityTokenSourceTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final Duration SHORT = Duration.ofMillis(50);

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private static final String OBJECT_ID = "2c8a3a4c-0b5e-4c0f-8f1e-6f4b1d5f9a10";

	private static final String TOKEN = Jwts.withObjectId(OBJECT_ID);

	private static final TokenCredential WORKING = (request) -> Mono.just(token(TOKEN, NOW.plusSeconds(3600)));

	private static final TokenCredential HANGING = (request) -> Mono.never();

	private final AtomicReference<TokenCredential> credential = new AtomicReference<>(WORKING);

	private @Nullable AzureIdentityTokenSource source;

	@AfterEach
	void close() {
		if (this.source != null) {
			this.source.close();
		}
	}

	@Test
	void whenCredentialAnswersThenReturnsToken() {
		assertThat(source(LONG, null).fetch()).isEqualTo(new EntraToken(OBJECT_ID, TOKEN, NOW, NOW.plusSeconds(3600)));
	}

	@Test
	void whenUsernameIsGivenThenItWins() {
		assertThat(source(LONG, "somebody").fetch().username()).isEqualTo("somebody");
	}

	@Test
	void whenTokenIsOpaqueAndUsernameIsGivenThenReturnsToken() {
		this.credential.set((request) -> Mono.just(token("opaque", NOW.plusSeconds(1))));
		assertThat(source(LONG, "somebody").fetch().secret()).isEqualTo("opaque");
	}

	@Test
	void whenTokenHasNoObjectIdAndNoUsernameIsGivenThenSaysWhatToDo() {
		this.credential.set((request) -> Mono.just(token("opaque-s3cr3t", NOW.plusSeconds(1))));
		TokenAcquisitionException failure = failure(source(LONG, null));
		assertThat(failure.reason()).isEqualTo(Reason.CONFIGURATION);
		assertThat(failure.getMessage()).contains("'oid'", "'amr.identity.username'").doesNotContain("s3cr3t");
	}

	@Test
	void whenFetchedThenAsksForScopes() {
		AtomicReference<List<String>> scopes = new AtomicReference<>(List.of());
		this.credential.set((request) -> {
			scopes.set(request.getScopes());
			return WORKING.getToken(request);
		});
		source(LONG, null).fetch();
		assertThat(scopes.get()).containsExactly("https://redis.azure.com/.default");
	}

	@Test
	void whenFetchedAgainThenAsksForFreshCredential() {
		AtomicInteger created = new AtomicInteger();
		AzureIdentityTokenSource source = source(LONG, null, () -> {
			created.incrementAndGet();
			return WORKING;
		});
		source.fetch();
		source.fetch();
		source.fetch();
		assertThat(created).hasValue(3);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " ", "\t\n" })
	void whenTokenIsBlankThenIsTransient(@Nullable String text) {
		this.credential.set((request) -> Mono.just(token(text, NOW.plusSeconds(3600))));
		TokenAcquisitionException failure = failure(source(LONG, "user"));
		assertThat(failure.reason()).isEqualTo(Reason.TRANSIENT);
		assertThat(failure).hasMessage("No token for the application's own TokenCredential: the answer has no token");
	}

	@Test
	void whenCredentialAnswersNothingThenIsTransient() {
		this.credential.set((request) -> Mono.empty());
		TokenAcquisitionException failure = failure(source(LONG, null));
		assertThat(failure.reason()).isEqualTo(Reason.TRANSIENT);
		assertThat(failure).hasMessageEndingWith("the answer has no token");
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, 3600, 315_360_000 })
	void whenTokenHasExpiredThenIsTransient(long seconds) {
		this.credential.set((request) -> Mono.just(token(TOKEN, NOW.minusSeconds(seconds))));
		TokenAcquisitionException failure = failure(source(LONG, null));
		assertThat(failure.reason()).isEqualTo(Reason.TRANSIENT);
		assertThat(failure.getMessage()).contains("expired at " + NOW.minusSeconds(seconds)).doesNotContain(TOKEN);
	}

	@Test
	void whenNetworkFailsThenIsTransient() {
		this.credential.set((request) -> Mono.error(new UncheckedIOException(new IOException("unreachable"))));
		TokenAcquisitionException failure = failure(source(LONG, null));
		assertThat(failure.reason()).isEqualTo(Reason.TRANSIENT);
		assertThat(failure.getMessage()).contains("unreachable");
	}

	@Test
	void whenCredentialFailsThenIsConfiguration() {
		this.credential.set((request) -> Mono.error(new IllegalStateException("nothing configured")));
		TokenAcquisitionException failure = failure(source(LONG, null));
		assertThat(failure.reason()).isEqualTo(Reason.CONFIGURATION);
		assertThat(failure.getMessage()).contains("nothing configured");
	}

	@Test
	void whenCredentialThrowsErrorThenFailureIsClassified() {
		this.credential.set((request) -> {
			throw new NoClassDefFoundError("on purpose");
		});
		assertThat(failure(source(LONG, null)).getMessage()).contains("NoClassDefFoundError");
	}

	@Test
	void whenCredentialCannotBeMadeThenFailureIsClassified() {
		AzureIdentityTokenSource source = source(LONG, null, () -> {
			throw new IllegalStateException("no credential");
		});
		assertThat(failure(source).getMessage()).contains("no credential");
	}

	@Test
	void whenCredentialFailedThenNextRequestWorks() {
		this.credential.set((request) -> Mono.error(new IllegalStateException("once")));
		AzureIdentityTokenSource source = source(LONG, null);
		failure(source);
		this.credential.set(WORKING);
		assertThat(source.fetch().secret()).isEqualTo(TOKEN);
	}

	@Test
	void whenCredentialHangsThenIsAbandonedAtDeadline() {
		this.credential.set(HANGING);
		TokenAcquisitionException failure = failure(source(SHORT, null));
		assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
		assertThat(failure).hasMessage("No token for the application's own TokenCredential: no answer within PT0.05S");
	}

	@Test
	void whenCredentialHangsOftenThenNextRequestWorks() {
		this.credential.set(HANGING);
		AzureIdentityTokenSource source = source(SHORT, null);
		for (int i = 0; i < 10; i++) {
			assertThat(failure(source).reason()).isEqualTo(Reason.TIMEOUT);
		}
		this.credential.set(WORKING);
		assertThat(eventually(source).secret()).isEqualTo(TOKEN);
	}

	@Test
	void whenDeadlinePassesThenRequestIsInterrupted() throws InterruptedException {
		CountDownLatch interrupted = new CountDownLatch(1);
		this.credential.set((request) -> Mono.fromCallable(() -> {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
			return token(TOKEN, NOW);
		}));
		failure(source(SHORT, null));
		assertThat(interrupted.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whenThreeRequestsHangUninterruptiblyThenNextOneWorks() {
		ReentrantLock lock = new ReentrantLock();
		lock.lock();
		try {
			this.credential.set(locked(lock));
			AzureIdentityTokenSource source = source(SHORT, null);
			for (int i = 0; i < 3; i++) {
				assertThat(failure(source).reason()).isEqualTo(Reason.TIMEOUT);
			}
			this.credential.set(WORKING);
			assertThat(eventually(source).secret()).isEqualTo(TOKEN);
		}
		finally {
			lock.unlock();
		}
	}

	@Test
	void whenFourRequestsHangUninterruptiblyThenNextOneFailsAtOnce() {
		ReentrantLock lock = new ReentrantLock();
		lock.lock();
		try {
			this.credential.set(locked(lock));
			AzureIdentityTokenSource source = source(SHORT, null);
			for (int i = 0; i < 4; i++) {
				assertThat(failure(source)).hasMessageEndingWith("no answer within PT0.05S");
			}
			TokenAcquisitionException failure = failure(source);
			assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
			assertThat(failure).hasMessageEndingWith(": 4 earlier requests still hang");
		}
		finally {
			lock.unlock();
		}
	}

	@Test
	void whenHangingRequestsEndThenNextOneWorks() {
		ReentrantLock lock = new ReentrantLock();
		AzureIdentityTokenSource source = source(SHORT, null);
		lock.lock();
		try {
			this.credential.set(locked(lock));
			for (int i = 0; i < 5; i++) {
				failure(source);
			}
		}
		finally {
			lock.unlock();
		}
		this.credential.set(WORKING);
		assertThat(eventually(source).secret()).isEqualTo(TOKEN);
	}

	@Test
	void whenThreadIsInterruptedThenIsCancelled() {
		this.credential.set(HANGING);
		AzureIdentityTokenSource source = source(LONG, null);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(source::fetch);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void whenRequestRunsThenItsThreadIsNamedDaemon() {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		this.credential.set((request) -> {
			thread.complete(Thread.currentThread());
			return WORKING.getToken(request);
		});
		source(LONG, null).fetch();
		assertThat(thread.join().getName()).startsWith("amr-token-request-");
		assertThat(thread.join().isDaemon()).isTrue();
	}

	@Test
	void whenClosedThenRequestsEnd() throws InterruptedException {
		CountDownLatch began = new CountDownLatch(1);
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		this.credential.set((request) -> {
			thread.complete(Thread.currentThread());
			began.countDown();
			return Mono.never();
		});
		AzureIdentityTokenSource source = source(LONG, null);
		CompletableFuture<EntraToken> fetching = CompletableFuture.supplyAsync(source::fetch);
		assertThat(began.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
		source.close();
		thread.join().join(LONG.toMillis());
		assertThat(thread.join().isAlive()).isFalse();
		assertThat(fetching).failsWithin(LONG);
	}

	@Test
	void whenClosedThenNextRequestIsCancelled() {
		AzureIdentityTokenSource source = source(LONG, null);
		source.close();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(source::fetch);
	}

	@Test
	void whenPrintedThenNamesIdentity() {
		assertThat(source(LONG, null)).hasToString("the application's own TokenCredential");
	}

	private AzureIdentityTokenSource source(Duration timeout, @Nullable String username) {
		return source(timeout, username, this.credential::get);
	}

	private AzureIdentityTokenSource source(Duration timeout, @Nullable String username,
			Supplier<TokenCredential> credential) {
		EntraEnvironment environment = new EntraEnvironment("https://login.example", false,
				() -> LoopbackAnswer.of(500));
		AzureIdentityTokenSource source = new AzureIdentityTokenSource(
				new CredentialFactory(new Custom(credential), environment), List.of("https://redis.azure.com/.default"),
				username, timeout, Clock.fixed(NOW, ZoneOffset.UTC));
		this.source = source;
		return source;
	}

	/**
	 * A slow machine may miss the short deadline even with a credential that works.
	 */
	private static EntraToken eventually(AzureIdentityTokenSource source) {
		return Awaitility.await()
			.atMost(LONG)
			.ignoreException(TokenAcquisitionException.class)
			.until(source::fetch, Objects::nonNull);
	}

	private static TokenAcquisitionException failure(AzureIdentityTokenSource source) {
		TokenAcquisitionException failure = catchThrowableOfType(TokenAcquisitionException.class, source::fetch);
		assertThat(failure).isNotNull();
		return failure;
	}

	private static TokenCredential locked(ReentrantLock lock) {
		return (request) -> {
			lock.lock();
			try {
				return WORKING.getToken(request);
			}
			finally {
				lock.unlock();
			}
		};
	}

	private static AccessToken token(@Nullable String text, Instant expiresAt) {
		return new AccessToken(text, expiresAt.atOffset(ZoneOffset.UTC));
	}

}
