package io.github.amrspring.token;

/**
 * Where tokens come from. Its {@code toString} names the identity for people.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TokenSource {

	/**
	 * Ask for a token once. Blocks the calling thread, but never longer than the
	 * implementation's own deadline.
	 * @return a token that is not expired, possibly the same as before
	 * @throws TokenAcquisitionException if there is none
	 * @throws java.util.concurrent.CancellationException if the thread was interrupted
	 */
	EntraToken fetch();

}
