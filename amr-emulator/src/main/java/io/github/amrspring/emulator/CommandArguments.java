package io.github.amrspring.emulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the arguments of one command, one character for each byte.
 */
final class CommandArguments {

	private CommandArguments() {
	}

	/**
	 * What redis-server compares of a command's name or of an option: it ends at the
	 * first NUL, and its case does not matter.
	 */
	static String word(String argument) {
		int end = argument.indexOf('\0');
		return ((end < 0) ? argument : argument.substring(0, end)).toLowerCase(Locale.ROOT);
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
		Integer count = readNumber(buffer, '*', CommandScanner.MAXIMUM_ARGUMENTS);
		List<String> arguments = new ArrayList<>();
		while (count != null && arguments.size() < count) {
			Integer length = readNumber(buffer, '$', CommandScanner.MAXIMUM_LENGTH);
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
	 * Reads the number on a line as strictly as redis-server does: what it takes for
	 * something else would be another command to it. Keeps what the client sent out of
	 * the exception: it may be a token.
	 */
	private static @Nullable Integer readNumber(ByteBuf buffer, char type, int maximum) {
		NumberLine line = new NumberLine();
		return switch (line.read(buffer, buffer.readerIndex(), buffer.writerIndex(), type, maximum)) {
			case INCOMPLETE -> null;
			case MALFORMED -> throw new IllegalArgumentException("Expected a number after '" + type + "'");
			case COMPLETE -> {
				buffer.readerIndex(line.end());
				yield line.number();
			}
		};
	}

}
