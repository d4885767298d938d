package io.github.amrspring.autoconfigure.emulator;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import com.azure.core.http.HttpClient;
import io.github.amrspring.autoconfigure.AmrConnectionDetails;
import io.github.amrspring.autoconfigure.AmrProperties;
import io.github.amrspring.autoconfigure.ClusterPolicy;
import io.github.amrspring.credential.Identity;
import io.github.amrspring.emulator.AmrEmulator;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

/**
 * Adapts an {@link AmrEmulator} to {@link AmrConnectionDetails}.
 */
class EmulatorAmrConnectionDetails implements AmrConnectionDetails {

	private final AmrEmulator emulator;

	private final SslBundle sslBundle;

	EmulatorAmrConnectionDetails(AmrEmulator emulator, AmrProperties properties) {
		ClusterPolicy clusterPolicy = properties.getClusterPolicy();
		if (clusterPolicy != null && clusterPolicy != ClusterPolicy.NON_CLUSTERED) {
			throw new InvalidConfigurationPropertyValueException("amr.cluster-policy", clusterPolicy,
					"The embedded emulator has the cluster policy 'non-clustered' only. "
							+ "Remove the property where the emulator is used.");
		}
		this.emulator = emulator;
		this.sslBundle = SslBundle.of(SslStoreBundle.of(null, null, trustStore(emulator)));
	}

	private static KeyStore trustStore(AmrEmulator emulator) {
		try {
			KeyStore trustStore = KeyStore.getInstance(KeyStore.getDefaultType());
			trustStore.load(null, null);
			trustStore.setCertificateEntry("amr-emulator", emulator.certificateAuthority());
			return trustStore;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException("Could not make a trust store of the emulator's certificate", ex);
		}
	}

	@Override
	public ClusterPolicy getClusterPolicy() {
		return ClusterPolicy.NON_CLUSTERED;
	}

	@Override
	public Identity getDefaultIdentity() {
		return new Identity.SystemAssigned();
	}

	@Override
	public HttpClient getIdentityHttpClient(Identity identity) {
		EmulatedPrincipals.register(this.emulator.directory(), identity);
		return new EmulatorHttpClient(this.emulator);
	}

	@Override
	public SslBundle getSslBundle() {
		return this.sslBundle;
	}

	@Override
	public Standalone getStandalone() {
		return Standalone.of(this.emulator.host(), this.emulator.port());
	}

}
