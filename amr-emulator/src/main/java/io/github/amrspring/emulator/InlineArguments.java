package io.github.amrspring.emulator;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Splits an inline command as redis-server does ({@code sdssplitargs} in its sources):
 * words, double quotes with escapes, single quotes. It ends at the first NUL.
 */
final class InlineArguments {

	private final String line;

	private int index;

	private InlineArguments(String line) {
		this.line = line;
	}

	/**
	 * Splits a line.
	 * @param line the line, one character for each byte
	 * @return the arguments, or {@code null} if its quotes do not match
	 */
	static @Nullable List<String> split(String line) {
		int end = line.indexOf('\0');
		return new InlineArguments((end < 0) ? line : line.substring(0, end)).split();
	}

	private @Nullable List<String> split() {
		List<String> arguments = new ArrayList<>();
		while (skipSpace()) {
			String argument = next();
			if (argument == null) {
				return null;
			}
			arguments.add(argument);
		}
		return arguments;
	}

	private boolean skipSpace() {
		while (hasMore() && isSpace(current())) {
			this.index++;
		}
		return hasMore();
	}

	private @Nullable String next() {
		StringBuilder argument = new StringBuilder();
		while (hasMore() && !endsWord(current())) {
			char character = current();
			this.index++;
			if (character == '"' || character == '\'') {
				boolean closed = quoted(character, argument) && (!hasMore() || isSpace(current()));
				return closed ? argument.toString() : null;
			}
			argument.append(character);
		}
		return argument.toString();
	}

	private boolean quoted(char quote, StringBuilder argument) {
		while (hasMore()) {
			char character = current();
			this.index++;
			if (character == quote) {
				return true;
			}
			if (character != '\\' || !hasMore()) {
				argument.append(character);
			}
			else if (quote == '"') {
				escaped(argument);
			}
			else if (current() == '\'') {
				argument.append('\'');
				this.index++;
			}
			else {
				argument.append(character);
			}
		}
		return false;
	}

	private void escaped(StringBuilder argument) {
		char character = current();
		this.index++;
		if (character == 'x' && hexadecimal(this.index) >= 0 && hexadecimal(this.index + 1) >= 0) {
			argument.append((char) (hexadecimal(this.index) * 16 + hexadecimal(this.index + 1)));
			this.index += 2;
			return;
		}
		argument.append(switch (character) {
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			case 'b' -> '\b';
			case 'a' -> '\u0007';
			default -> character;
		});
	}

	private int hexadecimal(int position) {
		return (position < this.line.length()) ? Character.digit(this.line.charAt(position), 16) : -1;
	}

	private boolean hasMore() {
		return this.index < this.line.length();
	}

	private char current() {
		return this.line.charAt(this.index);
	}

	/**
	 * Unlike the space between words, which may be any.
	 */
	private static boolean endsWord(char character) {
		return character == ' ' || character == '\n' || character == '\r' || character == '\t';
	}

	private static boolean isSpace(char character) {
		return character == ' ' || (character >= '\t' && character <= '\r');
	}

}
