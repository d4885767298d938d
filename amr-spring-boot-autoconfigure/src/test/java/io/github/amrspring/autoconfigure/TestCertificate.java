package io.github.amrspring.autoconfigure;

import java.io.ByteArrayOutputStream;
import java.security.KeyStore;
import java.security.cert.Certificate;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/**
 * PKCS12 content with a certificate that is made at run time.
 */
public final class TestCertificate {

	private TestCertificate() {
	}

	/**
	 * Make PKCS12 content.
	 * @param password the password, possibly empty
	 * @param privateKeys the number of private keys, each with the same certificate
	 * @return the content
	 * @throws Exception if the content cannot be made
	 */
	public static byte[] pkcs12(String password, int privateKeys) throws Exception {
		X509Bundle bundle = new CertificateBuilder().subject("CN=client")
			.setIsCertificateAuthority(true)
			.rsa2048()
			.buildSelfSigned();
		KeyStore keyStore = KeyStore.getInstance("PKCS12");
		keyStore.load(null, null);
		keyStore.setCertificateEntry("trusted", bundle.getCertificate());
		for (int i = 0; i < privateKeys; i++) {
			keyStore.setKeyEntry("client-" + i, bundle.getKeyPair().getPrivate(), password.toCharArray(),
					new Certificate[] { bundle.getCertificate() });
		}
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		keyStore.store(content, password.toCharArray());
		return content.toByteArray();
	}

}
