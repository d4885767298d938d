package io.github.amrspring.credential;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.Arrays;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Pkcs12}.
 */
class Pkcs12Tests {

	private static @Nullable X509Bundle generated;

	@BeforeAll
	static void generate() throws Exception {
		generated = new CertificateBuilder().subject("CN=client")
			.ecp256()
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
	}

	private static X509Bundle bundle() {
		X509Bundle bundle = generated;
		if (bundle == null) {
			throw new IllegalStateException("not generated");
		}
		return bundle;
	}

	@Test
	void whenPasswordIsRightThenReturnsCertificateOfKey() throws Exception {
		byte[] content = content("pw", "one");
		assertThat(Pkcs12.certificate(content, "pw")).isEqualTo(bundle().getCertificate());
	}

	@Test
	void whenContentHasEmptyPasswordThenNoneIsNeeded() throws Exception {
		byte[] content = content("", "one");
		assertThat(Pkcs12.certificate(content, null)).isEqualTo(bundle().getCertificate());
		assertThat(Pkcs12.certificate(content, "")).isEqualTo(bundle().getCertificate());
	}

	@Test
	void whenContentHasAnotherCertificateBesideThenReturnsCertificateOfKey() throws Exception {
		KeyStore keyStore = keyStore("pw", "one");
		X509Bundle other = new CertificateBuilder().subject("CN=other")
			.ecp256()
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		keyStore.setCertificateEntry("authority", other.getCertificate());
		assertThat(Pkcs12.certificate(bytes(keyStore, "pw"), "pw")).isEqualTo(bundle().getCertificate());
	}

	@Test
	void whenPasswordIsWrongThenSaysSo() throws Exception {
		byte[] content = content("pw", "one");
		assertThatExceptionOfType(UnrecoverableKeyException.class)
			.isThrownBy(() -> Pkcs12.certificate(content, "s3cr3t"))
			.satisfies((ex) -> assertThat(ex.toString()).doesNotContain("s3cr3t"));
	}

	@Test
	void whenPasswordIsMissingThenSaysSo() throws Exception {
		byte[] content = content("pw", "one");
		assertThatExceptionOfType(UnrecoverableKeyException.class).isThrownBy(() -> Pkcs12.certificate(content, null));
	}

	@Test
	void whenContentHasTwoKeysThenIsRefused() throws Exception {
		byte[] content = content("pw", "one", "two");
		assertThatExceptionOfType(GeneralSecurityException.class).isThrownBy(() -> Pkcs12.certificate(content, "pw"))
			.withMessage("it has 2 private keys, but must have one");
	}

	@Test
	void whenContentHasNoKeyThenIsRefused() throws Exception {
		KeyStore keyStore = keyStore("pw");
		keyStore.setCertificateEntry("authority", bundle().getCertificate());
		byte[] content = bytes(keyStore, "pw");
		assertThatExceptionOfType(GeneralSecurityException.class).isThrownBy(() -> Pkcs12.certificate(content, "pw"))
			.withMessage("it has 0 private keys, but must have one");
	}

	@Test
	void whenContentIsEmptyStoreThenIsRefused() throws Exception {
		byte[] content = content("pw");
		assertThatExceptionOfType(GeneralSecurityException.class).isThrownBy(() -> Pkcs12.certificate(content, "pw"));
	}

	@Test
	void whenContentIsPemThenIsRefused() {
		byte[] content = (bundle().getCertificatePEM() + bundle().getPrivateKeyPEM())
			.getBytes(StandardCharsets.US_ASCII);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> Pkcs12.certificate(content, "pw"));
	}

	@Test
	void whenContentIsEmptyThenIsRefused() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> Pkcs12.certificate(new byte[0], "pw"));
	}

	@Test
	void whenContentIsCutOffThenIsRefused() throws Exception {
		byte[] content = content("pw", "one");
		byte[] half = Arrays.copyOf(content, content.length / 2);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> Pkcs12.certificate(half, "pw"));
	}

	private static byte[] content(String password, String... aliases) throws Exception {
		return bytes(keyStore(password, aliases), password);
	}

	private static KeyStore keyStore(String password, String... aliases) throws Exception {
		KeyStore keyStore = KeyStore.getInstance("PKCS12");
		keyStore.load(null, null);
		for (String alias : aliases) {
			keyStore.setKeyEntry(alias, bundle().getKeyPair().getPrivate(), password.toCharArray(),
					new Certificate[] { bundle().getCertificate() });
		}
		return keyStore;
	}

	private static byte[] bytes(KeyStore keyStore, String password) throws Exception {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		keyStore.store(bytes, password.toCharArray());
		return bytes.toByteArray();
	}

}
