package io.github.amrspring.lettuce;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.amrspring.token.EntraToken;
import io.github.amrspring.token.TokenAcquisitionException.Reason;
import io.github.amrspring.token.VirtualTokens;
import io.lettuce.core.RedisCredentials;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What once went wrong with connections, and must not again.
 */
class LettuceRegressionTests {

	private final VirtualTokens tokens = VirtualTokens.create();

	@Test
	void whenWaitingSinceBeforeBeginThenHearsOfFirstToken() {
		EntraRedisCredentialsProvider provider = provider();
		CompletableFuture<RedisCredentials> outcome = new CompletableFuture<>();
		Thread caller = new Thread(() -> outcome.complete(provider.resolveCredentialsNow()));
		caller.setDaemon(true);
		caller.start();
		while (caller.getState() != Thread.State.TIMED_WAITING) {
			Thread.onSpinWait();
		}
		this.tokens.begin();
		assertThat(outcome).succeedsWithin(Duration.ofSeconds(5));
	}

	@Test
	void whenHandshakesFailedDuringOutageThenReconnectionIsSentItsTokenOnce() {
		EntraRedisCredentialsProvider provider = provider();
		this.tokens.begin();
		this.tokens.source().otherwiseFail(Reason.TRANSIENT);
		this.tokens.advance(Duration.ofHours(2));
		try {
			provider.resolveCredentialsNow();
		}
		catch (EntraTokenUnavailableException ex) {
			// The reconnection attempt that comes too early.
		}
		this.tokens.source().otherwiseReturnTokenOf(Duration.ofMinutes(60));
		int renewals = this.tokens.events().renewed().size();
		while (this.tokens.events().renewed().size() == renewals) {
			this.tokens.advance(Duration.between(this.tokens.scheduler().now(), this.tokens.scheduler().nextTask()));
		}
		provider.resolveCredentialsNow();
		List<RedisCredentials> received = new ArrayList<>();
		provider.credentials().subscribe(received::add);
		this.tokens.advance(Duration.ofSeconds(10));
		assertThat(received).isEmpty();
	}

	@Test
	void whenOtherHandshakeBeganBeforeRenewalThenLaterConnectionIsSentItsTokenOnce() {
		EntraRedisCredentialsProvider provider = provider();
		this.tokens.begin();
		this.tokens.advance(Duration.ofMinutes(45).minusSeconds(1));
		provider.resolveCredentialsNow();
		provider.credentials().subscribe();
		this.tokens.advance(Duration.ofSeconds(2));
		provider.resolveCredentialsNow();
		List<RedisCredentials> received = new ArrayList<>();
		provider.credentials().subscribe(received::add);
		this.tokens.advance(Duration.ofSeconds(10));
		assertThat(received).isEmpty();
	}

	@Test
	void whenRefusedTokenIsReplacedByShorterOneThenReplacementIsUsed() {
		this.tokens.source().willReturnTokenOf(Duration.ofMinutes(90)).willReturnTokenOf(Duration.ofMinutes(60));
		this.tokens.begin();
		EntraToken refused = this.tokens.refresher().usableToken();
		assertThat(refused).isNotNull();
		this.tokens.refresher().refused(refused);
		this.tokens.renewal().refreshBy(this.tokens.scheduler().now().plusSeconds(30));
		this.tokens.advance(Duration.ofSeconds(30));
		assertThat(this.tokens.events().renewed()).hasSize(2);
	}

	@Test
	void whenRefusedTokenCannotBeReplacedThenItIsSentAgain() {
		EntraRedisCredentialsProvider provider = provider();
		EntraToken token = this.tokens.source().newToken(Duration.ofMinutes(60));
		this.tokens.source().otherwise(() -> token);
		this.tokens.begin();
		List<RedisCredentials> received = new ArrayList<>();
		provider.credentials().subscribe(received::add);
		this.tokens.refresher().refused(token);
		this.tokens.renewal().refreshBy(this.tokens.scheduler().now().plusSeconds(30));
		this.tokens.advance(Duration.ofMinutes(1));
		assertThat(received).hasSize(1);
	}

	private EntraRedisCredentialsProvider provider() {
		EntraRedisCredentialsProvider provider = new EntraRedisCredentialsProvider(this.tokens.refresher(),
				Duration.ofDays(1), Duration.ofSeconds(10), this.tokens.scheduler(), () -> 0.5);
		this.tokens.listeners().add(provider);
		return provider;
	}

}
