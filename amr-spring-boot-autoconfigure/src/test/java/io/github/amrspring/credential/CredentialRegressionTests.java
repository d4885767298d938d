package io.github.amrspring.credential;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import com.azure.core.credential.AccessToken;
import io.github.amrspring.token.TokenAcquisitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What once went wrong with credentials, and must not again.
 */
class CredentialRegressionTests {

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "null", "\n" })
	void whenPayloadIsEmptyThenHasNone(String payload) {
		assertThat(ObjectIdClaim.of(Jwts.of(payload))).isNull();
	}

	@Test
	void whenTokenHasNoExpiryThenFailureIsClassified() {
		EntraEnvironment environment = new EntraEnvironment("https://login.example", false,
				() -> LoopbackAnswer.of(500));
		CredentialFactory credentials = new CredentialFactory(
				new Identity.Custom(() -> (r) -> Mono.just(tokenWithoutExpiry())), environment);
		try (AzureIdentityTokenSource source = new AzureIdentityTokenSource(credentials, List.of("x/.default"), "u",
				Duration.ofSeconds(30), Clock.systemUTC())) {
			assertThat(catchThrowableOfType(TokenAcquisitionException.class, source::fetch)).isNotNull();
		}
	}

	@SuppressWarnings("NullAway")
	private static AccessToken tokenWithoutExpiry() {
		return new AccessToken("opaque", null);
	}

}
