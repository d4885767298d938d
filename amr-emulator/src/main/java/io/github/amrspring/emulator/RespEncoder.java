package io.github.amrspring.emulator;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Encodes commands in the Redis serialization protocol (redis.io, "Redis serialization
 * protocol specification").
 */
final class RespEncoder {

	private RespEncoder() {
	}

	/**
	 * Encodes a command as an array of bulk strings.
	 * @param arguments the arguments, one character for each byte
	 * @return the bytes to send
	 */
	static byte[] encode(List<String> arguments) {
		StringBuilder command = new StringBuilder().append('*').append(arguments.size()).append("\r\n");
		for (String argument : arguments) {
			command.append('$').append(argument.length()).append("\r\n").append(argument).append("\r\n");
		}
		return command.toString().getBytes(StandardCharsets.ISO_8859_1);
	}

}
