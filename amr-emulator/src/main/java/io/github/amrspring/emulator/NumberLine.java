package io.github.amrspring.emulator;

import io.netty.buffer.ByteBuf;

/**
 * Reads the lines of the Redis protocol that are a type character, a number and a line
 * end. Reused for many lines, so that none costs an object.
 */
final class NumberLine {

	private static final int MAXIMUM_DIGITS = 10;

	private int number;

	private int end;

	/**
	 * Reads a line.
	 * @param buffer where it is
	 * @param start index of its type character
	 * @param limit index after the last byte that has arrived
	 * @param type the type character to expect
	 * @param maximum the largest number to accept; {@code -1} is accepted for an array
	 * only
	 * @return what came of it
	 */
	Outcome read(ByteBuf buffer, int start, int limit, char type, int maximum) {
		if (start == limit) {
			return Outcome.INCOMPLETE;
		}
		if (buffer.getByte(start) != type) {
			return Outcome.MALFORMED;
		}
		int firstDigit = start + 1;
		boolean negative = type == '*' && firstDigit < limit && buffer.getByte(firstDigit) == '-';
		if (negative) {
			firstDigit++;
		}
		long value = 0;
		for (int index = firstDigit; index < limit; index++) {
			byte character = buffer.getByte(index);
			if (character == '\r') {
				boolean wellFormed = index > firstDigit && value <= maximum
						&& (buffer.getByte(firstDigit) != '0' || (index == firstDigit + 1 && !negative));
				return wellFormed ? end(buffer, index + 1, limit, (int) (negative ? -value : value))
						: Outcome.MALFORMED;
			}
			if (character < '0' || character > '9' || index - firstDigit == MAXIMUM_DIGITS) {
				return Outcome.MALFORMED;
			}
			value = value * 10 + (character - '0');
		}
		return Outcome.INCOMPLETE;
	}

	private Outcome end(ByteBuf buffer, int index, int limit, int value) {
		if (index == limit) {
			return Outcome.INCOMPLETE;
		}
		if (buffer.getByte(index) != '\n') {
			return Outcome.MALFORMED;
		}
		this.number = value;
		this.end = index + 1;
		return Outcome.COMPLETE;
	}

	/**
	 * The number in the complete line that was read last.
	 */
	int number() {
		return this.number;
	}

	/**
	 * Index after the complete line that was read last.
	 */
	int end() {
		return this.end;
	}

	/**
	 * What may come of reading a line.
	 */
	enum Outcome {

		COMPLETE, INCOMPLETE, MALFORMED

	}

}
