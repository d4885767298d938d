package io.github.amrspring.emulator;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * An identity that can be issued tokens: a service principal or a managed identity.
 * <p>
 * Safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class Principal {

	private final String tenantId;

	private final String clientId;

	private final String objectId;

	private final @Nullable String resourceId;

	private final AccessPolicyAssignments assignments;

	private final List<String> secrets = new CopyOnWriteArrayList<>();

	private final List<X509Certificate> certificates = new CopyOnWriteArrayList<>();

	Principal(String tenantId, String clientId, String objectId, @Nullable String resourceId,
			AccessPolicyAssignments assignments) {
		this.tenantId = Objects.requireNonNull(tenantId, "'tenantId' must not be null");
		this.clientId = Objects.requireNonNull(clientId, "'clientId' must not be null");
		this.objectId = Objects.requireNonNull(objectId, "'objectId' must not be null");
		this.resourceId = resourceId;
		this.assignments = assignments;
	}

	/**
	 * The tenant that the identity lives in.
	 * @return the {@code tid} claim
	 */
	public String tenantId() {
		return this.tenantId;
	}

	/**
	 * The application.
	 * @return the {@code appid} claim
	 */
	public String clientId() {
		return this.clientId;
	}

	/**
	 * The user name at Redis.
	 * @return the {@code oid} claim
	 */
	public String objectId() {
		return this.objectId;
	}

	/**
	 * The ARM resource of a managed identity.
	 * @return the {@code xms_mirid} claim, or {@code null} for a service principal
	 */
	public @Nullable String resourceId() {
		return this.resourceId;
	}

	/**
	 * Adds a client secret to those that the token endpoint accepts.
	 * @param secret the secret
	 * @return this principal
	 */
	public Principal withSecret(String secret) {
		this.secrets.add(Objects.requireNonNull(secret, "'secret' must not be null"));
		return this;
	}

	/**
	 * Adds a certificate to those whose assertions the token endpoint accepts.
	 * @param certificate a certificate with an RSA key
	 * @return this principal
	 */
	public Principal withCertificate(X509Certificate certificate) {
		this.certificates.add(Objects.requireNonNull(certificate, "'certificate' must not be null"));
		return this;
	}

	/**
	 * Assigns the database's access policy to this identity, so that Redis accepts its
	 * tokens. Does nothing if it is assigned already.
	 * @return this principal
	 * @throws IllegalStateException if redis-server does not answer
	 */
	public Principal assign() {
		this.assignments.assign(this.objectId);
		return this;
	}

	/**
	 * Removes the assignment: Redis refuses further tokens and closes the connections of
	 * this identity. Does nothing if it is not assigned.
	 * @return this principal
	 * @throws IllegalStateException if redis-server does not answer
	 */
	public Principal unassign() {
		this.assignments.unassign(this.objectId);
		return this;
	}

	boolean hasSecret(String secret) {
		return this.secrets.contains(secret);
	}

	List<X509Certificate> certificates() {
		return this.certificates;
	}

	@Override
	public String toString() {
		return "Principal[tenantId=" + this.tenantId + ", clientId=" + this.clientId + ", objectId=" + this.objectId
				+ ", resourceId=" + this.resourceId + "]";
	}

}
