package io.github.amrspring.autoconfigure;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.UnrecoverableKeyException;
import java.util.Base64;

import io.github.amrspring.autoconfigure.AmrProperties.Identity.Certificate;
import io.github.amrspring.credential.Identity.CertificateContent;
import io.github.amrspring.credential.Pkcs12;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.FileUrlResource;
import org.springframework.core.io.Resource;
import org.springframework.util.StringUtils;

/**
 * Finds the certificate that the properties mean, and opens it once so that a mistake
 * shows at startup.
 */
final class CertificateContents {

	private static final String LOCATION = "amr.identity.certificate.location";

	private static final String BASE64 = "amr.identity.certificate.base64";

	private static final String PASSWORD = "amr.identity.certificate.password";

	private CertificateContents() {
	}

	static boolean isPresent(Certificate properties) {
		return properties.getLocation() != null || StringUtils.hasText(properties.getBase64());
	}

	/**
	 * Find and check the certificate.
	 * @param properties the properties, with one source at most
	 * @return the content, read anew each time
	 * @throws AmrConfigurationException if there is none, or it cannot be opened
	 */
	static CertificateContent of(Certificate properties) {
		CertificateContent content = content(properties);
		String property = (properties.getLocation() != null) ? LOCATION : BASE64;
		try {
			Pkcs12.certificate(content.read(), properties.getPassword());
			return content;
		}
		catch (UnrecoverableKeyException ex) {
			throw new AmrConfigurationException(
					"The certificate of '" + property + "' cannot be opened with the password of '" + PASSWORD + "'.",
					"Set '" + PASSWORD + "' to the password that the PKCS12 content was exported with, "
							+ "or remove it if there is none.");
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new AmrConfigurationException(
					"The content of '" + property + "' is not a usable PKCS12 certificate: " + ex.getMessage(),
					"Set '" + property + "' to PKCS12 content with one private key and its certificate.");
		}
	}

	private static CertificateContent content(Certificate properties) {
		Resource location = properties.getLocation();
		if (location != null) {
			if (!location.isReadable()) {
				throw new AmrConfigurationException(
						"The certificate of '" + LOCATION + "' does not exist or cannot be read" + describe(location)
								+ ".",
						"Set '" + LOCATION
								+ "' to a readable PKCS12 file, for example 'file:/mnt/secrets/client.pfx'.");
			}
			return location::getContentAsByteArray;
		}
		byte[] content = decode(properties.getBase64());
		return content::clone;
	}

	/**
	 * Only the path of a file is quoted: another location may be a mistaken secret.
	 */
	private static String describe(Resource location) {
		return (location instanceof FileUrlResource || location instanceof FileSystemResource)
				? ": " + location.getDescription() : "";
	}

	private static byte[] decode(@Nullable String base64) {
		if (!StringUtils.hasText(base64)) {
			throw new AmrConfigurationException("The identity type 'client-certificate' needs a certificate.",
					"Set '" + LOCATION + "' to a PKCS12 file, or '" + BASE64 + "' to its content in Base64.");
		}
		try {
			return Base64.getDecoder().decode(StringUtils.trimAllWhitespace(base64));
		}
		catch (IllegalArgumentException ex) {
			throw new AmrConfigurationException("The value of '" + BASE64 + "' is not Base64.",
					"Set '" + BASE64 + "' to the PKCS12 file in Base64, as 'base64 client.pfx' prints it.");
		}
	}

}
