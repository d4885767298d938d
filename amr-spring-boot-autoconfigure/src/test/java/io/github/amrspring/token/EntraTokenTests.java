package io.github.amrspring.token;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link EntraToken}.
 */
class EntraTokenTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private final EntraToken token = new EntraToken("user", "s3cr3t", NOW, NOW.plusSeconds(60));

	@Test
	void whenPrintedThenHasNoSecret() {
		assertThat(this.token.toString()).doesNotContain("s3cr3t")
			.contains("user", NOW.toString(), NOW.plusSeconds(60).toString());
	}

	@Test
	void whenBeforeExpiryThenIsNotExpired() {
		assertThat(this.token.isExpired(NOW.plusSeconds(60).minusNanos(1))).isFalse();
	}

	@Test
	void whenAtExpiryThenIsExpired() {
		assertThat(this.token.isExpired(NOW.plusSeconds(60))).isTrue();
	}

	@Test
	void whenAfterExpiryThenRemainingIsNegative() {
		assertThat(this.token.remaining(NOW.plusSeconds(61))).isEqualTo(Duration.ofSeconds(-1));
	}

	@Test
	void whenUsernameIsBlankThenIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new EntraToken(" ", "s3cr3t", NOW, NOW))
			.withMessage("'username' must not be empty");
	}

	@Test
	void whenSecretIsBlankThenIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new EntraToken("user", " ", NOW, NOW))
			.withMessage("'secret' must not be empty");
	}

}
