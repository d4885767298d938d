package io.github.amrspring.emulator;

/**
 * What an emulator has seen since its start.
 *
 * @param openConnections Redis connections that are open now
 * @param connections Redis connections whose TLS handshake succeeded
 * @param authenticationsAccepted {@code AUTH} and {@code HELLO … AUTH} commands with a
 * good token
 * @param authenticationsRefused those without
 * @param cutForExpiry Redis connections closed because their token expired
 * @param tokenRequests requests for a token, answered or not
 * @param tokensIssued tokens minted; a token handed out again does not count again
 * @since 0.1.0
 */
public record Statistics(int openConnections, long connections, long authenticationsAccepted,
		long authenticationsRefused, long cutForExpiry, long tokenRequests, long tokensIssued) {
}
