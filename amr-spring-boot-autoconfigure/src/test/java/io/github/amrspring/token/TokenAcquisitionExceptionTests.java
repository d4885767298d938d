package io.github.amrspring.token;

import java.time.Duration;

import io.github.amrspring.token.TokenAcquisitionException.Reason;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TokenAcquisitionException}.
 */
class TokenAcquisitionExceptionTests {

	@Test
	void whenCreatedThenTellsAll() {
		IllegalStateException cause = new IllegalStateException();
		TokenAcquisitionException exception = new TokenAcquisitionException(Reason.THROTTLED, "message",
				Duration.ofSeconds(7), cause);
		assertThat(exception).hasMessage("message").hasCause(cause);
		assertThat(exception.reason()).isEqualTo(Reason.THROTTLED);
		assertThat(exception.retryAfter()).isEqualTo(Duration.ofSeconds(7));
	}

}
