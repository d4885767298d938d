package io.github.amrspring.autoconfigure;

/**
 * Types of identities that an application can have in Microsoft Entra ID.
 *
 * @since 0.1.0
 */
public enum IdentityType {

	/**
	 * The managed identity that Azure gave to the host.
	 */
	SYSTEM_ASSIGNED,

	/**
	 * A managed identity that was assigned to the host.
	 */
	USER_ASSIGNED,

	/**
	 * A service principal with a secret.
	 */
	CLIENT_SECRET,

	/**
	 * A service principal with a certificate.
	 */
	CLIENT_CERTIFICATE

}
