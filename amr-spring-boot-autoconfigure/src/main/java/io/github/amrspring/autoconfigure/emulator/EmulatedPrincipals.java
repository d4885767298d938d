package io.github.amrspring.autoconfigure.emulator;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.UUID;

import io.github.amrspring.credential.Identity;
import io.github.amrspring.credential.Identity.ClientCertificate;
import io.github.amrspring.credential.Identity.ClientSecret;
import io.github.amrspring.credential.Identity.UserAssigned;
import io.github.amrspring.credential.Pkcs12;
import io.github.amrspring.emulator.Directory;

/**
 * Registers the application's identity with the emulator, so that the configuration made
 * for Azure works there unchanged.
 */
final class EmulatedPrincipals {

	private EmulatedPrincipals() {
	}

	static void register(Directory directory, Identity identity) {
		if (identity instanceof UserAssigned userAssigned) {
			register(directory, userAssigned);
		}
		else if (identity instanceof ClientSecret secret) {
			directory.addServicePrincipal(secret.tenantId(), secret.clientId()).withSecret(secret.secret());
		}
		else if (identity instanceof ClientCertificate certificate) {
			register(directory, certificate);
		}
	}

	private static void register(Directory directory, UserAssigned identity) {
		String some = UUID.randomUUID().toString();
		switch (identity.kind()) {
			case CLIENT_ID -> directory.addUserAssignedIdentity(identity.id(), some, "/emulated/" + some);
			case OBJECT_ID -> directory.addUserAssignedIdentity(some, identity.id(), "/emulated/" + some);
			case RESOURCE_ID -> directory.addUserAssignedIdentity(some, some, identity.id());
		}
	}

	private static void register(Directory directory, ClientCertificate identity) {
		try {
			directory.addServicePrincipal(identity.tenantId(), identity.clientId())
				.withCertificate(Pkcs12.certificate(identity.pkcs12().read(), identity.password()));
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException("The certificate could be opened before, but not again", ex);
		}
	}

}
