package io.github.amrspring.emulator;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An {@code AUTH} or {@code HELLO … AUTH} command.
 *
 * @param protocol protocol version of a {@code HELLO}, {@code null} for an {@code AUTH}
 * @param user user name, {@code default} if the command has none
 * @param token what was sent as the password
 * @param clientName client name of a {@code HELLO}, if it has one
 */
record AuthenticationCommand(@Nullable String protocol, String user, String token, @Nullable String clientName) {

	/**
	 * Reads the arguments of a command.
	 * @return the command, or {@code null} if it does not authenticate, or redis-server
	 * would not understand it
	 */
	static @Nullable AuthenticationCommand of(List<String> arguments) {
		if (arguments.isEmpty()) {
			return null;
		}
		return switch (CommandArguments.word(arguments.get(0))) {
			case "auth" -> ofAuth(arguments);
			case "hello" -> ofHello(arguments);
			default -> null;
		};
	}

	private static @Nullable AuthenticationCommand ofAuth(List<String> arguments) {
		return switch (arguments.size()) {
			case 2 -> new AuthenticationCommand(null, "default", arguments.get(1), null);
			case 3 -> new AuthenticationCommand(null, arguments.get(1), arguments.get(2), null);
			default -> null;
		};
	}

	private static @Nullable AuthenticationCommand ofHello(List<String> arguments) {
		if (arguments.size() < 2 || !List.of("2", "3").contains(arguments.get(1))) {
			return null;
		}
		String user = null;
		String token = null;
		String clientName = null;
		int index = 2;
		while (index < arguments.size()) {
			int following = arguments.size() - index - 1;
			String option = CommandArguments.word(arguments.get(index));
			if ("auth".equals(option) && following >= 2) {
				user = arguments.get(index + 1);
				token = arguments.get(index + 2);
				index += 3;
			}
			else if ("setname".equals(option) && following >= 1 && isClientName(arguments.get(index + 1))) {
				clientName = arguments.get(index + 1);
				index += 2;
			}
			else {
				return null;
			}
		}
		return (user != null && token != null) ? new AuthenticationCommand(arguments.get(1), user, token, clientName)
				: null;
	}

	private static boolean isClientName(String name) {
		return name.chars().allMatch((character) -> character >= '!' && character <= '~');
	}

	/**
	 * The arguments of the same command with another identity.
	 */
	List<String> withIdentity(String user, String password) {
		List<String> arguments = new ArrayList<>();
		if (this.protocol != null) {
			arguments.addAll(List.of("HELLO", this.protocol));
		}
		arguments.addAll(List.of("AUTH", user, password));
		if (this.clientName != null) {
			arguments.addAll(List.of("SETNAME", this.clientName));
		}
		return arguments;
	}

	/**
	 * Leaves out the token, and the user name, which whoever mixes up the two sends as
	 * the token.
	 */
	@Override
	public String toString() {
		return "AuthenticationCommand[protocol=" + this.protocol + "]";
	}

}
