package io.github.amrspring.lettuce;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

import io.github.amrspring.token.EntraToken;

/**
 * Handshakes that were given a token and have not led to a subscription yet. Lettuce does
 * not say which handshake a subscription belongs to, so the answer errs on the side of
 * sending a token twice.
 */
final class PendingHandshakes {

	/**
	 * How long a handshake may last, which is Lettuce's default command timeout; one that
	 * has failed is forgotten after this time.
	 */
	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final Deque<Handshake> handshakes = new ArrayDeque<>();

	synchronized void began(EntraToken token, Instant now) {
		forgetOld(now);
		this.handshakes.addLast(new Handshake(token, now));
	}

	/**
	 * Take note that a connection has subscribed, which ends one of the handshakes.
	 * @param current the token in use
	 * @param now the time
	 * @return whether the connection may have been given another token than the current
	 * one
	 */
	synchronized boolean ended(EntraToken current, Instant now) {
		forgetOld(now);
		boolean another = this.handshakes.stream().anyMatch((handshake) -> !handshake.token().equals(current));
		this.handshakes.pollLast();
		return another;
	}

	private void forgetOld(Instant now) {
		this.handshakes.removeIf((handshake) -> !now.isBefore(handshake.began().plus(TIMEOUT)));
	}

	private record Handshake(EntraToken token, Instant began) {

	}

}
