package io.github.amrspring.emulator;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority of the emulator's own, with the certificate of its TLS servers.
 * <p>
 * As with the service, the certificate has DNS names only: whoever connects to an IP
 * address fails to verify it.
 */
final class EmulatorCertificates {

	/**
	 * The only name in the certificate.
	 */
	static final String HOST = "localhost";

	private static final Duration VALIDITY = Duration.ofDays(365);

	private final X509Bundle authority;

	private final X509Bundle server;

	private final SSLContext clientContext;

	EmulatorCertificates(Clock clock) {
		Instant now = clock.instant();
		CertificateBuilder validity = new CertificateBuilder().notBefore(now.minus(Duration.ofHours(1)))
			.notAfter(now.plus(VALIDITY))
			.rsa2048();
		try {
			this.authority = validity.copy()
				.subject("CN=AMR Emulator CA")
				.setIsCertificateAuthority(true)
				.setKeyUsage(true, CertificateBuilder.KeyUsage.keyCertSign, CertificateBuilder.KeyUsage.cRLSign)
				.buildSelfSigned();
			this.server = validity.copy()
				.subject("CN=" + HOST)
				.addSanDnsName(HOST)
				.setKeyUsage(true, CertificateBuilder.KeyUsage.digitalSignature)
				.addExtendedKeyUsageServerAuth()
				.buildIssuedBy(this.authority);
			this.clientContext = newContext(null, new TrustManager[] { this.authority.toTrustManager() });
		}
		// The library declares nothing narrower.
		catch (Exception ex) {
			throw new IllegalStateException("The emulator could not make its certificates", ex);
		}
	}

	/**
	 * Makes a key pair for the signing of tokens.
	 */
	static KeyPair newSigningKeyPair() {
		try {
			return CertificateBuilder.Algorithm.rsa2048.generateKeyPair(new SecureRandom());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("The emulator could not make its signing key", ex);
		}
	}

	X509Certificate certificateAuthority() {
		return this.authority.getCertificate();
	}

	/**
	 * Key managers that show the server's certificate.
	 */
	KeyManagerFactory serverKeys() {
		try {
			return this.server.toKeyManagerFactory();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("The emulator could not use its server certificate", ex);
		}
	}

	SSLContext serverContext() {
		try {
			return newContext(serverKeys().getKeyManagers(), null);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("The emulator could not use its server certificate", ex);
		}
	}

	private static SSLContext newContext(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust)
			throws GeneralSecurityException {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys, trust, null);
		return context;
	}

	/**
	 * For clients: trusts this authority only.
	 */
	SSLContext clientContext() {
		return this.clientContext;
	}

}
