package io.github.amrspring.emulator;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who gets into Redis: a user with a good token of its own that is assigned to
 * the database. Safe for use by many threads.
 */
final class AuthenticationGate {

	private static final Logger logger = LoggerFactory.getLogger(AuthenticationGate.class);

	private final TokenVerifier verifier;

	private final AccessPolicyAssignments assignments;

	private final ActiveFaults faults;

	private final LongAdder accepted = new LongAdder();

	private final LongAdder refused = new LongAdder();

	AuthenticationGate(TokenVerifier verifier, AccessPolicyAssignments assignments, ActiveFaults faults) {
		this.verifier = verifier;
		this.assignments = assignments;
		this.faults = faults;
	}

	/**
	 * Judges a command.
	 * @param command what the client sent
	 * @return what redis-server is to get in its place
	 */
	Decision decide(AuthenticationCommand command) {
		try {
			Decision decision = admit(command);
			this.accepted.increment();
			return decision;
		}
		catch (TokenRejectedException ex) {
			this.refused.increment();
			// Without the user name: whoever mixes up the arguments sends the token
			// there.
			logger.debug("Refused a token: {}", ex.getMessage());
			return new Decision(command.withIdentity("refused", RandomText.next()), null);
		}
	}

	private Decision admit(AuthenticationCommand command) throws TokenRejectedException {
		if (this.faults.take(Fault.Kind.REFUSE_AUTHENTICATION)) {
			throw new TokenRejectedException("a fault was injected");
		}
		TokenVerifier.VerifiedToken token = this.verifier.verify(command.token());
		if (!token.objectId().equals(command.user())) {
			throw new TokenRejectedException("it belongs to " + token.objectId());
		}
		String password = this.assignments.passwordOf(token.objectId());
		if (password == null) {
			throw new TokenRejectedException("its owner is not assigned to the database");
		}
		return new Decision(command.withIdentity(command.user(), password), token.expiresAt());
	}

	long accepted() {
		return this.accepted.sum();
	}

	long refused() {
		return this.refused.sum();
	}

	/**
	 * What becomes of a command.
	 *
	 * @param command arguments of the command for redis-server
	 * @param expiresAt when the token expires that was admitted, {@code null} if none was
	 */
	record Decision(List<String> command, @Nullable Instant expiresAt) {

		/**
		 * Leaves out the command, which has an internal password.
		 */
		@Override
		public String toString() {
			return "Decision[expiresAt=" + this.expiresAt + "]";
		}

	}

}
