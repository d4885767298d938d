package io.github.amrspring.emulator;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong, to be given to {@link AmrEmulator#inject(Fault)}.
 * <p>
 * Faults of different kinds add up: a latency and a status make a slow error.
 *
 * @since 0.1.0
 */
public final class Fault {

	private final Kind kind;

	private final @Nullable Answer answer;

	private final @Nullable Duration delay;

	private Fault(Kind kind, @Nullable Answer answer, @Nullable Duration delay) {
		this.kind = kind;
		this.answer = answer;
		this.delay = delay;
	}

	/**
	 * Token requests are answered with an error status and a JSON body in the shape of
	 * the endpoint.
	 * @param status HTTP status, 400 to 599
	 * @return the fault
	 */
	public static Fault status(int status) {
		return ofStatus(status, null);
	}

	/**
	 * Token requests are answered with an error status and a {@code Retry-After} header.
	 * @param status HTTP status, 400 to 599
	 * @param retryAfter when to come back; sent in whole seconds, rounded up
	 * @return the fault
	 */
	public static Fault status(int status, Duration retryAfter) {
		return ofStatus(status, requireNotNegative(retryAfter));
	}

	private static Fault ofStatus(int status, @Nullable Duration retryAfter) {
		if (status < 400 || status > 599) {
			throw new IllegalArgumentException("An error status is 400 to 599, but was " + status);
		}
		return new Fault(Kind.STATUS, new Answer(status, "", "", retryAfter), null);
	}

	/**
	 * Token requests are answered with exactly this.
	 * @param status HTTP status, 200 to 599
	 * @param contentType value of the {@code Content-Type} header
	 * @param body response body, sent as UTF-8
	 * @return the fault
	 */
	public static Fault body(int status, String contentType, String body) {
		if (status < 200 || status > 599) {
			throw new IllegalArgumentException("A status is 200 to 599, but was " + status);
		}
		return new Fault(Kind.BODY, new Answer(status, contentType, body, null), null);
	}

	/**
	 * Token requests get no answer, and their connections stay open, until
	 * {@link AmrEmulator#heal()}, which answers them as usual, or
	 * {@link AmrEmulator#close()}.
	 * @return the fault
	 */
	public static Fault hang() {
		return of(Kind.HANG);
	}

	/**
	 * Token requests are answered late.
	 * @param latency how long to wait before anything else happens
	 * @return the fault
	 */
	public static Fault latency(Duration latency) {
		return new Fault(Kind.LATENCY, null, requireNotNegative(latency));
	}

	/**
	 * A principal that was issued a token before is given the same one again, with what
	 * is left of its life.
	 * @return the fault
	 */
	public static Fault sameToken() {
		return of(Kind.SAME_TOKEN);
	}

	/**
	 * Issued tokens have no {@code oid} claim.
	 * @return the fault
	 */
	public static Fault withoutObjectId() {
		return of(Kind.WITHOUT_OBJECT_ID);
	}

	/**
	 * Issued tokens have expired already.
	 * @return the fault
	 */
	public static Fault expiredToken() {
		return of(Kind.EXPIRED_TOKEN);
	}

	/**
	 * Redis answers {@code WRONGPASS} to {@code AUTH} and {@code HELLO … AUTH}, whatever
	 * the token. A connection keeps the identity that it had.
	 * @return the fault
	 */
	public static Fault refuseAuthentication() {
		return of(Kind.REFUSE_AUTHENTICATION);
	}

	private static Fault of(Kind kind) {
		return new Fault(kind, null, null);
	}

	private static Duration requireNotNegative(Duration duration) {
		Objects.requireNonNull(duration, "'duration' must not be null");
		if (duration.isNegative()) {
			throw new IllegalArgumentException("A duration must not be negative, but was " + duration);
		}
		return duration;
	}

	Kind kind() {
		return this.kind;
	}

	Answer answer() {
		return Objects.requireNonNull(this.answer, "A fault of this kind has no answer");
	}

	Duration delay() {
		return Objects.requireNonNull(this.delay, "A fault of this kind has no delay");
	}

	@Override
	public String toString() {
		return "Fault[" + this.kind + ", answer=" + this.answer + ", delay=" + this.delay + "]";
	}

	enum Kind {

		STATUS, BODY, HANG, LATENCY, SAME_TOKEN, WITHOUT_OBJECT_ID, EXPIRED_TOKEN, REFUSE_AUTHENTICATION

	}

}
