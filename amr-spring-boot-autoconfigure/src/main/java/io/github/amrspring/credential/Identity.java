package io.github.amrspring.credential;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

import com.azure.core.credential.TokenCredential;
import org.jspecify.annotations.Nullable;

/**
 * The one identity that the application has towards Microsoft Entra ID. Its
 * {@code toString} names it for people, without anything secret.
 *
 * @since 0.1.0
 */
public sealed interface Identity {

	/**
	 * Return the texts that must not appear in any message.
	 * @return the secrets, empty for identities without any
	 */
	default List<String> secrets() {
		return List.of();
	}

	/**
	 * The managed identity that Azure gave to the host.
	 */
	record SystemAssigned() implements Identity {

		@Override
		public String toString() {
			return "the system-assigned managed identity";
		}

	}

	/**
	 * A managed identity that was assigned to the host, told apart by one of its ids.
	 *
	 * @param kind which id it is
	 * @param id the id
	 */
	record UserAssigned(Kind kind, String id) implements Identity {

		@Override
		public String toString() {
			String kind = this.kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
			return "the user-assigned managed identity with " + kind + " '" + this.id + "'";
		}

		/**
		 * Kinds of ids.
		 */
		public enum Kind {

			/**
			 * Client id of the managed identity.
			 */
			CLIENT_ID,

			/**
			 * Object (principal) id of the managed identity.
			 */
			OBJECT_ID,

			/**
			 * Azure Resource Manager id of the managed identity.
			 */
			RESOURCE_ID

		}

	}

	/**
	 * A service principal with a secret.
	 *
	 * @param tenantId the tenant
	 * @param clientId the client id of the application registration
	 * @param secret the secret
	 */
	record ClientSecret(String tenantId, String clientId, String secret) implements Identity {

		@Override
		public List<String> secrets() {
			return List.of(this.secret);
		}

		@Override
		public String toString() {
			return "client '" + this.clientId + "' of tenant '" + this.tenantId + "' with a secret";
		}

	}

	/**
	 * A service principal with a certificate.
	 *
	 * @param tenantId the tenant
	 * @param clientId the client id of the application registration
	 * @param pkcs12 the certificate and its private key, read anew for each token so that
	 * a replaced file is in use at the next renewal
	 * @param password the password of the PKCS12 content, or {@code null}
	 */
	record ClientCertificate(String tenantId, String clientId, CertificateContent pkcs12,
			@Nullable String password) implements Identity {

		@Override
		public List<String> secrets() {
			return (this.password != null && !this.password.isEmpty()) ? List.of(this.password) : List.of();
		}

		@Override
		public String toString() {
			return "client '" + this.clientId + "' of tenant '" + this.tenantId + "' with a certificate";
		}

	}

	/**
	 * Whatever the application's own credential stands for.
	 *
	 * @param credential gives the application's credential
	 */
	record Custom(Supplier<TokenCredential> credential) implements Identity {

		@Override
		public String toString() {
			return "the application's own TokenCredential";
		}

	}

	/**
	 * Content of a certificate file.
	 */
	@FunctionalInterface
	interface CertificateContent {

		/**
		 * Read the content, as it is now.
		 * @return the content
		 * @throws IOException if it cannot be read
		 */
		byte[] read() throws IOException;

	}

}
