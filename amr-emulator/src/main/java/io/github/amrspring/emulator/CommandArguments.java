package io.github.amrspring.emulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the arguments of one command, one character for each byte.
 */
final class CommandArguments {

	private CommandArguments() {
	}

	/**
	 * Reads a command that is an array of bulk strings.
	 * @param buffer positioned at the command; afterwards after it, unless it is
	 * incomplete
	 * @return the arguments, or {@code null} if the command is incomplete
	 * @throws IllegalArgumentException if it is not such an array
	 */
	static @Nullable List<String> readArray(ByteBuf buffer) {
		int start = buffer.readerIndex();
		Integer count = readLength(buffer, '*');
		List<String> arguments = new ArrayList<>();
		while (count != null && arguments.size() < count) {
			Integer length = readLength(buffer, '$');
			if (length == null || buffer.readableBytes() - 2 < length) {
				count = null;
			}
			else {
				arguments.add(buffer.readCharSequence(length, StandardCharsets.ISO_8859_1).toString());
				buffer.skipBytes(2);
			}
		}
		if (count == null) {
			buffer.readerIndex(start);
			return null;
		}
		return arguments;
	}

	/**
	 * Keeps what the client sent out of the exception: it may be a token.
	 */
	private static int parse(String number) {
		try {
			return Integer.parseInt(number);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("Expected a number");
		}
	}

	private static @Nullable Integer readLength(ByteBuf buffer, char type) {
		int lineEnd = buffer.indexOf(buffer.readerIndex(), buffer.writerIndex(), (byte) '\n');
		if (lineEnd < 0) {
			return null;
		}
		String line = buffer.readCharSequence(lineEnd + 1 - buffer.readerIndex(), StandardCharsets.ISO_8859_1)
			.toString();
		if (line.charAt(0) != type) {
			throw new IllegalArgumentException("Expected '" + type + "'");
		}
		int length = parse(line.strip().substring(1));
		if (length < 0) {
			throw new IllegalArgumentException("Negative length");
		}
		return length;
	}

}
