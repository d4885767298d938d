package io.github.amrspring.token;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

import io.github.amrspring.token.TokenAcquisitionException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * {@link TokenSource} that does what it was told to: first the script, entry by entry,
 * then always the same.
 */
public final class ScriptedTokenSource implements TokenSource {

	/**
	 * User name of every token.
	 */
	public static final String USERNAME = "2c8a3a4c-0b5e-4c0f-8f1e-6f4b1d5f9a10";

	private final ManualTaskScheduler scheduler;

	private final Deque<Supplier<EntraToken>> script = new ArrayDeque<>();

	private final List<Instant> calls = new ArrayList<>();

	private Supplier<EntraToken> otherwise = () -> newToken(Duration.ofMinutes(60));

	private int tokens;

	/**
	 * Create a source of tokens that live for an hour.
	 * @param scheduler the time
	 */
	public ScriptedTokenSource(ManualTaskScheduler scheduler) {
		this.scheduler = scheduler;
	}

	/**
	 * Return a token that differs from every other.
	 * @param life how long it lives from now
	 * @return the token
	 */
	public EntraToken newToken(Duration life) {
		Instant now = this.scheduler.now();
		return new EntraToken(USERNAME, "secret-" + ++this.tokens, now, now.plus(life));
	}

	/**
	 * Answer with a token that is made at the time of the request.
	 * @param life how long it lives
	 * @return this
	 */
	public ScriptedTokenSource willReturnTokenOf(Duration life) {
		return willDo(() -> newToken(life));
	}

	/**
	 * Answer with a token.
	 * @param token the token
	 * @return this
	 */
	public ScriptedTokenSource willReturn(EntraToken token) {
		return willDo(() -> token);
	}

	/**
	 * Fail.
	 * @param reason the kind of failure
	 * @return this
	 */
	public ScriptedTokenSource willFail(Reason reason) {
		return willDo(() -> {
			throw failure(reason);
		});
	}

	/**
	 * Fail.
	 * @param failure what to throw
	 * @return this
	 */
	public ScriptedTokenSource willFail(RuntimeException failure) {
		return willDo(() -> {
			throw failure;
		});
	}

	/**
	 * Hang until the deadline passes.
	 * @param deadline the deadline
	 * @return this
	 */
	public ScriptedTokenSource willHang(Duration deadline) {
		return willDo(hanging(deadline));
	}

	/**
	 * Do anything.
	 * @param answer returns or throws
	 * @return this
	 */
	public ScriptedTokenSource willDo(Supplier<EntraToken> answer) {
		this.script.add(answer);
		return this;
	}

	/**
	 * Do this for ever, once the script has ended.
	 * @param answer returns or throws
	 */
	public void otherwise(Supplier<EntraToken> answer) {
		this.otherwise = answer;
	}

	/**
	 * Answer every request after the script with a new token.
	 * @param life how long it lives
	 */
	public void otherwiseReturnTokenOf(Duration life) {
		otherwise(() -> newToken(life));
	}

	/**
	 * Fail every request after the script.
	 * @param reason the kind of failure
	 */
	public void otherwiseFail(Reason reason) {
		otherwise(() -> {
			throw failure(reason);
		});
	}

	/**
	 * Return an answer that comes only when the deadline has passed.
	 * @param deadline the deadline
	 * @return the answer
	 */
	public Supplier<EntraToken> hanging(Duration deadline) {
		return () -> {
			this.scheduler.elapse(deadline);
			throw failure(Reason.TIMEOUT);
		};
	}

	/**
	 * Return a failure.
	 * @param reason the kind of failure
	 * @return the failure
	 */
	public static TokenAcquisitionException failure(Reason reason) {
		return failure(reason, null);
	}

	/**
	 * Return a failure.
	 * @param reason the kind of failure
	 * @param retryAfter the wait that it asks for
	 * @return the failure
	 */
	public static TokenAcquisitionException failure(Reason reason, @Nullable Duration retryAfter) {
		return new TokenAcquisitionException(reason, "scripted " + reason, retryAfter, null);
	}

	/**
	 * Return when requests began.
	 * @return the instants
	 */
	public List<Instant> calls() {
		return List.copyOf(this.calls);
	}

	/**
	 * Return how many requests there were.
	 * @return the number
	 */
	public int count() {
		return this.calls.size();
	}

	/**
	 * Return when the last request began.
	 * @return the instant
	 */
	public Instant lastCall() {
		return this.calls.get(this.calls.size() - 1);
	}

	@Override
	public EntraToken fetch() {
		this.calls.add(this.scheduler.now());
		Supplier<EntraToken> next = this.script.poll();
		return ((next != null) ? next : this.otherwise).get();
	}

}
