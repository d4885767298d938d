package io.github.amrspring.emulator;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The address that everything listens on. Unlike {@link InetAddress#getLoopbackAddress()}
 * it does not depend on the JVM's preference for IPv4 or IPv6.
 */
final class Loopback {

	/**
	 * The address as text.
	 */
	static final String HOST = "127.0.0.1";

	/**
	 * The same address.
	 */
	static final InetAddress ADDRESS = parse(HOST);

	private Loopback() {
	}

	private static InetAddress parse(String literal) {
		try {
			return InetAddress.getByName(literal);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("Not an address: " + literal, ex);
		}
	}

}
