package io.github.amrspring.emulator;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The identities that the emulator knows.
 * <p>
 * Safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class Directory {

	/**
	 * The made-up tenant of every managed identity.
	 */
	public static final String TENANT_ID = "5f2c1d3e-8a47-4b0e-9c61-0a7d3b9e4f12";

	private static final String SYSTEM_RESOURCE_ID = "/subscriptions/0b7e2a54-61c3-4d8f-b1a9-3c5e7d9f1024/resourceGroups/"
			+ "emulator/providers/Microsoft.Compute/virtualMachines/localhost";

	private final AccessPolicyAssignments assignments;

	private final List<Principal> servicePrincipals = new CopyOnWriteArrayList<>();

	private final List<Principal> userAssignedIdentities = new CopyOnWriteArrayList<>();

	private final Principal systemAssignedIdentity;

	Directory(AccessPolicyAssignments assignments) {
		this.assignments = assignments;
		this.systemAssignedIdentity = new Principal(TENANT_ID, randomId(), randomId(), SYSTEM_RESOURCE_ID, assignments)
			.assign();
	}

	/**
	 * Adds a service principal with a random object id, assigned to the database. It
	 * needs a secret or a certificate to be issued a token.
	 * @param tenantId its tenant, which the token endpoint knows from now on
	 * @param clientId its application
	 * @return the new principal
	 * @throws IllegalArgumentException if the tenant has that application already
	 */
	public synchronized Principal addServicePrincipal(String tenantId, String clientId) {
		if (servicePrincipal(tenantId, clientId) != null) {
			throw new IllegalArgumentException("Tenant " + tenantId + " has an application " + clientId + " already");
		}
		Principal principal = new Principal(tenantId, clientId, randomId(), null, this.assignments).assign();
		this.servicePrincipals.add(principal);
		return principal;
	}

	/**
	 * The managed identity of the machine, which IMDS answers for when a request names no
	 * other. It exists from the start and is assigned to the database.
	 * @return the system-assigned identity
	 */
	public Principal systemAssignedIdentity() {
		return this.systemAssignedIdentity;
	}

	/**
	 * Adds a user-assigned managed identity to the machine, assigned to the database.
	 * @param clientId its client id
	 * @param objectId its object id
	 * @param resourceId its ARM resource id
	 * @return the new principal
	 * @throws IllegalArgumentException if the object id cannot be a Redis user name
	 */
	public Principal addUserAssignedIdentity(String clientId, String objectId, String resourceId) {
		Objects.requireNonNull(resourceId, "'resourceId' must not be null");
		Principal principal = new Principal(TENANT_ID, clientId, objectId, resourceId, this.assignments).assign();
		this.userAssignedIdentities.add(principal);
		return principal;
	}

	boolean hasTenant(String tenantId) {
		return this.servicePrincipals.stream().anyMatch((principal) -> principal.tenantId().equalsIgnoreCase(tenantId));
	}

	@Nullable Principal servicePrincipal(String tenantId, String clientId) {
		return find(this.servicePrincipals, (principal) -> principal.tenantId().equalsIgnoreCase(tenantId)
				&& principal.clientId().equalsIgnoreCase(clientId));
	}

	@Nullable Principal userAssignedIdentity(Predicate<Principal> condition) {
		return find(this.userAssignedIdentities, condition);
	}

	private static @Nullable Principal find(List<Principal> principals, Predicate<Principal> condition) {
		return principals.stream().filter(condition).findFirst().orElse(null);
	}

	private static String randomId() {
		return UUID.randomUUID().toString();
	}

}
