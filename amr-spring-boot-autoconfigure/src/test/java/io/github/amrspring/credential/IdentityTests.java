package io.github.amrspring.credential;

import java.util.stream.Stream;

import com.azure.core.credential.TokenCredential;
import io.github.amrspring.credential.Identity.ClientCertificate;
import io.github.amrspring.credential.Identity.ClientSecret;
import io.github.amrspring.credential.Identity.Custom;
import io.github.amrspring.credential.Identity.SystemAssigned;
import io.github.amrspring.credential.Identity.UserAssigned;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Identity}.
 */
class IdentityTests {

	private static final String SECRET = "s3cr3t";

	@ParameterizedTest
	@MethodSource
	void whenPrintedThenHasNoSecret(Identity identity) {
		assertThat(identity.toString()).isNotBlank().doesNotContain(SECRET, "@", "Lambda");
	}

	static Stream<Identity> whenPrintedThenHasNoSecret() {
		TokenCredential credential = (request) -> Mono.empty();
		return Stream.of(new SystemAssigned(), new UserAssigned(UserAssigned.Kind.CLIENT_ID, "id"),
				new ClientSecret("tenant", "client", SECRET),
				new ClientCertificate("tenant", "client", () -> new byte[0], SECRET), new Custom(() -> credential));
	}

	@Test
	void whenServicePrincipalIsPrintedThenIsNamed() {
		assertThat(new ClientSecret("tenant", "client", SECRET))
			.hasToString("client 'client' of tenant 'tenant' with a secret");
		assertThat(new ClientCertificate("tenant", "client", () -> new byte[0], null))
			.hasToString("client 'client' of tenant 'tenant' with a certificate");
	}

	@ParameterizedTest
	@EnumSource(UserAssigned.Kind.class)
	void whenUserAssignedIsPrintedThenItsIdIsNamed(UserAssigned.Kind kind) {
		assertThat(new UserAssigned(kind, "the-id").toString()).contains("user-assigned managed identity", "'the-id'");
	}

	@Test
	void whenIdentityHasSecretThenItIsListed() {
		assertThat(new ClientSecret("tenant", "client", SECRET).secrets()).containsExactly(SECRET);
		assertThat(new ClientCertificate("tenant", "client", () -> new byte[0], SECRET).secrets())
			.containsExactly(SECRET);
	}

	@Test
	void whenIdentityHasNoSecretThenNoneIsListed() {
		assertThat(new SystemAssigned().secrets()).isEmpty();
		assertThat(new ClientCertificate("tenant", "client", () -> new byte[0], null).secrets()).isEmpty();
		assertThat(new ClientCertificate("tenant", "client", () -> new byte[0], "").secrets()).isEmpty();
	}

}
