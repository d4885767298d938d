package io.github.amrspring.emulator;

import java.util.EnumSet;
import java.util.Set;

/**
 * Answers token requests: records each, and lets the injected faults act before the
 * endpoint does.
 */
final class TokenRequestHandler {

	private static final Set<Fault.Kind> LATENCY = EnumSet.of(Fault.Kind.LATENCY);

	private static final Set<Fault.Kind> OUTCOMES = EnumSet.of(Fault.Kind.STATUS, Fault.Kind.BODY, Fault.Kind.HANG);

	private final TokenEndpoint endpoint;

	private final ActiveFaults faults;

	private final BoundedLog<ReceivedRequest> received;

	TokenRequestHandler(TokenEndpoint endpoint, ActiveFaults faults, BoundedLog<ReceivedRequest> received) {
		this.endpoint = endpoint;
		this.faults = faults;
		this.received = received;
	}

	/**
	 * Answers a request, after as long as the faults have it wait.
	 * @throws InterruptedException if the emulator closes meanwhile
	 */
	Answer handle(IdentityRequest request) throws InterruptedException {
		ReceivedRequest record = new ReceivedRequest(this.endpoint.source(), request);
		this.received.add(record);
		Answer answer = answer(request);
		record.answered(answer.status());
		return answer;
	}

	private Answer answer(IdentityRequest request) throws InterruptedException {
		ActiveFaults.Occurrence latency = this.faults.take(LATENCY);
		if (latency != null) {
			latency.awaitHealing(latency.fault().delay());
		}
		ActiveFaults.Occurrence outcome = this.faults.take(OUTCOMES);
		if (outcome == null) {
			return this.endpoint.answer(request);
		}
		Fault fault = outcome.fault();
		return switch (fault.kind()) {
			case STATUS -> this.endpoint.failure(fault.answer().status()).withRetryAfter(fault.answer().retryAfter());
			case BODY -> fault.answer();
			default -> {
				outcome.awaitHealing();
				yield this.endpoint.answer(request);
			}
		};
	}

}
