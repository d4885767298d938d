package io.github.amrspring.credential;

import java.io.ByteArrayInputStream;
import java.io.IOException;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.microsoft.aad.msal4j.ManagedIdentityId;
import io.github.amrspring.credential.Identity.ClientCertificate;
import io.github.amrspring.credential.Identity.ClientSecret;
import io.github.amrspring.credential.Identity.Custom;
import io.github.amrspring.credential.Identity.UserAssigned;

/**
 * Builds a credential for one identity, and never for another in its place.
 * <p>
 * Each one is <b>fresh</b>: azure-identity keeps tokens per instance and would hand out
 * the old one until five minutes before its expiry
 * ({@code IdentityClientBase.REFRESH_OFFSET}).
 *
 * @since 0.1.0
 */
public final class CredentialFactory {

	private final Identity identity;

	private final EntraEnvironment environment;

	/**
	 * Create a factory.
	 * @param identity who we are
	 * @param environment how requests reach Entra ID
	 */
	public CredentialFactory(Identity identity, EntraEnvironment environment) {
		this.identity = identity;
		this.environment = environment;
	}

	/**
	 * Return the identity that the credentials are for.
	 * @return the identity
	 */
	public Identity identity() {
		return this.identity;
	}

	/**
	 * Build a credential that has no token yet. Makes no request.
	 * @param policy sees the requests of the credential; a user's own credential makes
	 * requests of its own, which nothing here sees
	 * @return the credential
	 * @throws IOException if a file of the credential cannot be read
	 */
	TokenCredential create(HttpPipelinePolicy policy) throws IOException {
		if (this.identity instanceof Custom custom) {
			return custom.credential().get();
		}
		HttpPipeline pipeline = pipeline(policy);
		if (this.identity instanceof ClientSecret secret) {
			return servicePrincipal(new ClientSecretCredentialBuilder(), secret.tenantId(), secret.clientId(), pipeline)
				.clientSecret(secret.secret())
				.build();
		}
		if (this.identity instanceof ClientCertificate certificate) {
			return certificate(certificate, pipeline);
		}
		return new ManagedIdentityTokenCredential(managedIdentityId(), pipeline);
	}

	/**
	 * Azure-core's default pipeline would repeat failed requests, for up to a minute and
	 * inside one attempt; ours does not, because {@code RetryPolicy} decides that.
	 */
	private HttpPipeline pipeline(HttpPipelinePolicy policy) {
		return new HttpPipelineBuilder().httpClient(this.environment.httpClient().get()).policies(policy).build();
	}

	private ManagedIdentityId managedIdentityId() {
		if (this.identity instanceof UserAssigned userAssigned) {
			return switch (userAssigned.kind()) {
				case CLIENT_ID -> ManagedIdentityId.userAssignedClientId(userAssigned.id());
				case OBJECT_ID -> ManagedIdentityId.userAssignedObjectId(userAssigned.id());
				case RESOURCE_ID -> ManagedIdentityId.userAssignedResourceId(userAssigned.id());
			};
		}
		return ManagedIdentityId.systemAssigned();
	}

	private TokenCredential certificate(ClientCertificate certificate, HttpPipeline pipeline) throws IOException {
		return servicePrincipal(new ClientCertificateCredentialBuilder(), certificate.tenantId(),
				certificate.clientId(), pipeline)
			.pfxCertificate(new ByteArrayInputStream(certificate.pkcs12().read()))
			.clientCertificatePassword(certificate.password())
			.build();
	}

	private <B extends AadCredentialBuilderBase<B>> B servicePrincipal(B builder, String tenantId, String clientId,
			HttpPipeline pipeline) {
		builder.tenantId(tenantId)
			.clientId(clientId)
			.authorityHost(this.environment.authorityHost())
			.pipeline(pipeline);
		return (this.environment.instanceDiscovery()) ? builder : builder.disableInstanceDiscovery();
	}

}
