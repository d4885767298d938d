package io.github.amrspring.autoconfigure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Address of an Azure Managed Redis instance.
 *
 * @param host the host name, which is also the name in the server's certificate
 * @param port the port
 */
record AmrEndpoint(String host, int port) {

	static final String PROPERTY = "amr.endpoint";

	private static final int DEFAULT_PORT = 10000;

	/**
	 * Signs of a URL with a user, or of a connection string with an access key: not to be
	 * printed.
	 */
	private static final Pattern SECRETIVE = Pattern.compile("[@,=]");

	private static final Pattern HOST_AND_PORT = Pattern
		.compile("(?<host>[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?)(:(?<port>\\d{1,5}))?");

	/**
	 * Parse {@code host[:port]}.
	 * @param value the value of the property
	 * @return the endpoint
	 * @throws InvalidConfigurationPropertyValueException if the value has another form
	 * @throws AmrConfigurationException if it has, and must not be printed
	 */
	static AmrEndpoint of(String value) {
		if (SECRETIVE.matcher(value).find()) {
			throw new AmrConfigurationException(
					"Property '" + PROPERTY + "' contains more than an address: a user, a password or an access key.",
					"Set '" + PROPERTY
							+ "' to 'host' or 'host:port' only. The user and the token come from 'amr.identity.*'.");
		}
		Matcher matcher = HOST_AND_PORT.matcher(value.trim());
		if (!matcher.matches()) {
			throw invalid(value,
					"It must be 'host' or 'host:port', without a scheme, user or path, "
							+ "for example 'contoso.westeurope.redis.azure.net'. Copy it from 'Endpoint' on the "
							+ "overview page of the instance in the Azure portal.");
		}
		String port = matcher.group("port");
		return new AmrEndpoint(matcher.group("host"), (port != null) ? port(value, port) : DEFAULT_PORT);
	}

	private static int port(String value, String port) {
		int number = Integer.parseInt(port);
		if (number < 1 || number > 65535) {
			throw invalid(value, "The port must be between 1 and 65535. Leave it out for Azure Managed Redis, "
					+ "which uses " + DEFAULT_PORT + ".");
		}
		return number;
	}

	private static InvalidConfigurationPropertyValueException invalid(String value, String reason) {
		return new InvalidConfigurationPropertyValueException(PROPERTY, value, reason);
	}

	@Override
	public String toString() {
		return this.host + ":" + this.port;
	}

}
