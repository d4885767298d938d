package io.github.amrspring.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import com.azure.core.credential.TokenCredential;
import io.github.amrspring.credential.Identity;
import io.github.amrspring.credential.Identity.UserAssigned;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.util.StringUtils;

/**
 * Adapts {@link AmrProperties} to {@link Identity}.
 */
final class PropertiesIdentity {

	private static final String PREFIX = "amr.identity.";

	private final AmrProperties.Identity properties;

	private PropertiesIdentity(AmrProperties.Identity properties) {
		this.properties = properties;
	}

	/**
	 * Find the one identity that the properties mean.
	 * @param properties the properties
	 * @param defaultIdentity the identity to use where the properties name none, or
	 * {@code null}
	 * @param credentials the application's own credentials
	 * @return the identity
	 * @throws AmrConfigurationException if something is missing or contradictory
	 */
	static Identity of(AmrProperties.Identity properties, @Nullable Identity defaultIdentity,
			ObjectProvider<TokenCredential> credentials) {
		PropertiesIdentity identity = new PropertiesIdentity(properties);
		IdentityType type = identity.type();
		if (type != null) {
			return identity.ofType(type);
		}
		if (defaultIdentity != null) {
			return defaultIdentity;
		}
		TokenCredential credential = credentials.getIfUnique();
		if (credential != null) {
			return new Identity.Custom(() -> credential);
		}
		throw new AmrConfigurationException(
				"Property 'amr.identity.type' is not set, and nothing else says "
						+ "which identity the application has.",
				"Set 'amr.identity.type' to 'system-assigned', 'user-assigned', 'client-secret' or "
						+ "'client-certificate', or define a single TokenCredential bean.");
	}

	private @Nullable IdentityType type() {
		MutuallyExclusiveConfigurationPropertiesException.throwIfMultipleNonNullValuesIn((entries) -> {
			entries.put(PREFIX + "client-secret", textOrNull(this.properties.getClientSecret()));
			entries.put(PREFIX + "certificate.location", this.properties.getCertificate().getLocation());
			entries.put(PREFIX + "certificate.base64", textOrNull(this.properties.getCertificate().getBase64()));
		});
		IdentityType implied = implied();
		IdentityType type = this.properties.getType();
		if (type != null && implied != null && type != implied) {
			throw new AmrConfigurationException(
					"Property 'amr.identity.type' is '" + name(type) + "', but there is also a "
							+ ((implied == IdentityType.CLIENT_SECRET) ? "secret in 'amr.identity.client-secret'."
									: "certificate in 'amr.identity.certificate.*'."),
					"Remove one of the two, or set 'amr.identity.type' to '" + name(implied) + "'.");
		}
		return (type != null) ? type : implied;
	}

	/**
	 * An empty environment variable is no value.
	 */
	private static @Nullable String textOrNull(@Nullable String value) {
		return StringUtils.hasText(value) ? value : null;
	}

	private @Nullable IdentityType implied() {
		if (textOrNull(this.properties.getClientSecret()) != null) {
			return IdentityType.CLIENT_SECRET;
		}
		return CertificateContents.isPresent(this.properties.getCertificate()) ? IdentityType.CLIENT_CERTIFICATE : null;
	}

	private Identity ofType(IdentityType type) {
		return switch (type) {
			case SYSTEM_ASSIGNED -> systemAssigned();
			case USER_ASSIGNED -> userAssigned();
			case CLIENT_SECRET -> new Identity.ClientSecret(tenantId(type), clientId(type),
					required("client-secret", this.properties.getClientSecret(), type));
			case CLIENT_CERTIFICATE -> new Identity.ClientCertificate(tenantId(type), clientId(type),
					CertificateContents.of(this.properties.getCertificate()),
					this.properties.getCertificate().getPassword());
		};
	}

	/**
	 * A managed identity is asked for a resource, of which there is one.
	 */
	private void requireSingleScope() {
		if (this.properties.getScopes().size() != 1) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "scopes", this.properties.getScopes(),
					"A managed identity can be asked for one scope only. Remove the property to use "
							+ "'https://redis.azure.com/.default'.");
		}
	}

	private Identity systemAssigned() {
		requireSingleScope();
		Map<String, String> ids = ids();
		if (!ids.isEmpty()) {
			throw new AmrConfigurationException("A system-assigned identity has no id, but there is one in '"
					+ ids.keySet().iterator().next() + "'.",
					"Remove the id, or set 'amr.identity.type' to 'user-assigned'.");
		}
		return new Identity.SystemAssigned();
	}

	private Identity userAssigned() {
		requireSingleScope();
		Map<String, String> ids = ids();
		if (ids.isEmpty()) {
			throw new AmrConfigurationException("The identity type 'user-assigned' needs an id.",
					"Set one of 'amr.identity.client-id', 'amr.identity.object-id' and 'amr.identity.resource-id' "
							+ "to the id of a managed identity that is assigned to this host.");
		}
		MutuallyExclusiveConfigurationPropertiesException
			.throwIfMultipleNonNullValuesIn((entries) -> entries.putAll(ids));
		Map.Entry<String, String> id = ids.entrySet().iterator().next();
		UserAssigned.Kind kind = switch (id.getKey()) {
			case PREFIX + "client-id" -> UserAssigned.Kind.CLIENT_ID;
			case PREFIX + "object-id" -> UserAssigned.Kind.OBJECT_ID;
			default -> UserAssigned.Kind.RESOURCE_ID;
		};
		return new UserAssigned(kind, id.getValue());
	}

	private Map<String, String> ids() {
		Map<String, String> ids = new LinkedHashMap<>();
		putIfText(ids, "client-id", this.properties.getClientId());
		putIfText(ids, "object-id", this.properties.getObjectId());
		putIfText(ids, "resource-id", this.properties.getResourceId());
		return ids;
	}

	private static void putIfText(Map<String, String> ids, String name, @Nullable String value) {
		if (StringUtils.hasText(value)) {
			ids.put(PREFIX + name, value);
		}
	}

	private String tenantId(IdentityType type) {
		String tenantId = required("tenant-id", this.properties.getTenantId(), type);
		if (!tenantId.matches("[A-Za-z0-9.-]+")) {
			throw new AmrConfigurationException("The value of 'amr.identity.tenant-id' is not a tenant id.",
					"Set 'amr.identity.tenant-id' to the directory (tenant) id, a GUID, or to a domain name of the tenant.");
		}
		return tenantId;
	}

	private String clientId(IdentityType type) {
		return required("client-id", this.properties.getClientId(), type);
	}

	private static String required(String name, @Nullable String value, IdentityType type) {
		if (!StringUtils.hasText(value)) {
			throw new AmrConfigurationException(
					"The identity type '" + name(type) + "' needs '" + PREFIX + name + "', which is not set.",
					"Set '" + PREFIX + name + "'.");
		}
		return value;
	}

	private static String name(IdentityType type) {
		return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
