package io.github.amrspring.emulator;

import java.io.IOException;
import java.net.URI;

import com.nimbusds.jose.jwk.JWKSet;

/**
 * The identity side: the authority over TLS, IMDS without.
 */
final class IdentityServer implements AutoCloseable {

	private static final Answer NOT_FOUND = new Answer(404, "text/plain", "Not found", null);

	private final LoopbackHttpServer authorityServer;

	private final LoopbackHttpServer imdsServer;

	private final URI authority;

	private final URI imds;

	/**
	 * Takes two ports.
	 * @throws IOException if there are none
	 */
	IdentityServer(EmulatorCertificates certificates) throws IOException {
		this.authorityServer = new LoopbackHttpServer("authority", certificates.serverContext());
		try {
			this.imdsServer = new LoopbackHttpServer("imds", null);
		}
		catch (IOException ex) {
			this.authorityServer.close();
			throw ex;
		}
		this.authority = URI.create("https://" + EmulatorCertificates.HOST + ":" + this.authorityServer.port());
		this.imds = URI.create("http://" + Loopback.HOST + ":" + this.imdsServer.port());
	}

	/**
	 * Starts to answer requests.
	 */
	void start(TokenRequestHandler entra, TokenRequestHandler instanceMetadata, JWKSet keys) {
		DiscoveryDocuments documents = new DiscoveryDocuments(keys);
		this.authorityServer.start((request) -> {
			if (EntraTokenEndpoint.hasPath(request.path())) {
				return entra.handle(request);
			}
			Answer document = documents.answer(request, this.authority);
			return (document != null) ? document : NOT_FOUND;
		});
		this.imdsServer.start((request) -> InstanceMetadataEndpoint.PATH.equals(request.path())
				? instanceMetadata.handle(request) : NOT_FOUND);
	}

	URI authority() {
		return this.authority;
	}

	URI imds() {
		return this.imds;
	}

	@Override
	public void close() {
		this.authorityServer.close();
		this.imdsServer.close();
	}

}
