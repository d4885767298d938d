package io.github.amrspring.credential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Opens PKCS12 content (RFC 7292) as MSAL will: one entry with a private key, and an
 * empty password where none is given.
 *
 * @since 0.1.0
 */
public final class Pkcs12 {

	private Pkcs12() {
	}

	/**
	 * Return the certificate that belongs to the private key.
	 * @param content the PKCS12 content
	 * @param password the password, or {@code null}
	 * @return the certificate
	 * @throws UnrecoverableKeyException if the password does not open the content
	 * @throws GeneralSecurityException if there is not exactly one private key with a
	 * certificate
	 * @throws IOException if the content is not PKCS12
	 */
	public static X509Certificate certificate(byte[] content, @Nullable String password)
			throws GeneralSecurityException, IOException {
		char[] characters = (password != null) ? password.toCharArray() : new char[0];
		KeyStore keyStore = load(content, characters);
		List<String> aliases = Collections.list(keyStore.aliases());
		aliases.removeIf((alias) -> !isPrivateKey(keyStore, alias));
		if (aliases.size() != 1) {
			throw new GeneralSecurityException("it has " + aliases.size() + " private keys, but must have one");
		}
		keyStore.getKey(aliases.get(0), characters);
		if (keyStore.getCertificate(aliases.get(0)) instanceof X509Certificate certificate) {
			return certificate;
		}
		throw new GeneralSecurityException("its private key has no X.509 certificate");
	}

	private static KeyStore load(byte[] content, char[] password) throws GeneralSecurityException, IOException {
		KeyStore keyStore = KeyStore.getInstance("PKCS12");
		try {
			keyStore.load(new ByteArrayInputStream(content), password);
			return keyStore;
		}
		catch (IOException ex) {
			if (ex.getCause() instanceof UnrecoverableKeyException wrongPassword) {
				throw wrongPassword;
			}
			throw ex;
		}
	}

	private static boolean isPrivateKey(KeyStore keyStore, String alias) {
		try {
			return keyStore.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("A loaded key store must know its entries", ex);
		}
	}

}
