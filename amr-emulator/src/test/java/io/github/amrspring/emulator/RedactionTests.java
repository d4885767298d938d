package io.github.amrspring.emulator;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no secret is in a {@code toString}.
 */
class RedactionTests {

	private static final String SECRET = "the-secret";

	@Test
	void whenTypesHoldSecretsThenToStringLeavesThemOut() {
		AuthenticationCommand command = Objects
			.requireNonNull(AuthenticationCommand.of(List.of("AUTH", SECRET, SECRET)));
		Map<String, String> secrets = Map.of("client_secret", SECRET);
		assertThat(List.of(command, new AuthenticationGate.Decision(command.withIdentity("user", SECRET), null),
				new IssuedToken(SECRET, Instant.EPOCH, Instant.EPOCH), new Answer(200, "text/plain", SECRET, null),
				Fault.body(200, "text/plain", SECRET), new IdentityRequest("GET", "/", secrets, secrets),
				new TokenRequest(TokenRequest.Source.IMDS, "GET", "/", secrets, secrets, 200)))
			.extracting(Object::toString)
			.noneMatch((text) -> text.contains(SECRET));
	}

}
