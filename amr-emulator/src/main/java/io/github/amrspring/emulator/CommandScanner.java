package io.github.amrspring.emulator;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;

/**
 * Tells apart what a client sends: bytes that redis-server may have as they are, and
 * commands that must be looked at first.
 * <p>
 * Follows redis-server's own parser byte for byte, without building anything. Between two
 * calls it remembers only how much of the current command is outstanding; a line that has
 * not arrived completely is left to be scanned again. For one thread.
 */
final class CommandScanner {

	/**
	 * Most arguments of a command (redis.io, "Redis serialization protocol
	 * specification").
	 */
	static final int MAXIMUM_ARGUMENTS = 1024 * 1024;

	/**
	 * Longest argument in bytes ({@code proto-max-bulk-len} in redis.conf).
	 */
	static final int MAXIMUM_LENGTH = 512 * 1024 * 1024;

	/** Names, in lower case, of the commands to be looked at. */
	private static final byte[][] WATCHED = Stream
		.of("auth", "hello", "reset", "multi", "exec", "discard", "subscribe", "psubscribe", "ssubscribe",
				"unsubscribe", "punsubscribe", "sunsubscribe")
		.map((name) -> name.getBytes(StandardCharsets.US_ASCII))
		.toArray(byte[][]::new);

	/** How much of a name has to be there: the longest of the above, and one more. */
	private static final int NAME_LENGTH = "punsubscribe".length() + 1;

	private final NumberLine line = new NumberLine();

	/** Arguments of the current command whose length line is still to come. */
	private int outstandingArguments;

	/** Bytes of the current argument that are still to come, its line end included. */
	private int outstandingBytes;

	/** What the scan stopped at. */
	private Stop stop = Stop.END;

	/**
	 * Finds out how many of the readable bytes may be passed on.
	 * @param buffer what has arrived
	 * @return index of the first byte that may not be passed on; {@link #stop()} says why
	 */
	int scan(ByteBuf buffer) {
		int index = buffer.readerIndex();
		int end = buffer.writerIndex();
		while (true) {
			int skipped = Math.min(this.outstandingBytes, end - index);
			this.outstandingBytes -= skipped;
			index += skipped;
			if (index == end) {
				return stopAt(index, Stop.END);
			}
			int next = (this.outstandingArguments > 0) ? argument(buffer, index, end) : command(buffer, index, end);
			if (next < 0) {
				return index;
			}
			index = next;
		}
	}

	/**
	 * Why the last scan stopped.
	 */
	Stop stop() {
		return this.stop;
	}

	private int stopAt(int index, Stop stop) {
		this.stop = stop;
		return index;
	}

	/**
	 * Goes past the length line of an argument.
	 * @return index after it, or {@code -1} to stop before it
	 */
	private int argument(ByteBuf buffer, int index, int end) {
		return switch (this.line.read(buffer, index, end, '$', MAXIMUM_LENGTH)) {
			case INCOMPLETE -> stopAt(-1, Stop.INCOMPLETE);
			case MALFORMED -> stopAt(-1, Stop.MALFORMED_ARGUMENT);
			case COMPLETE -> {
				this.outstandingArguments--;
				this.outstandingBytes = this.line.number() + 2;
				yield this.line.end();
			}
		};
	}

	/**
	 * Goes past the line that begins a command, if its name is not one to be looked at.
	 * @return index after it, or {@code -1} to stop before the command
	 */
	private int command(ByteBuf buffer, int index, int end) {
		if (buffer.getByte(index) != '*') {
			return stopAt(-1, Stop.INLINE);
		}
		return switch (this.line.read(buffer, index, end, '*', MAXIMUM_ARGUMENTS)) {
			case INCOMPLETE -> stopAt(-1, Stop.INCOMPLETE);
			case MALFORMED -> stopAt(-1, Stop.MALFORMED_COMMAND);
			case COMPLETE -> name(buffer, this.line.end(), end, this.line.number());
		};
	}

	private int name(ByteBuf buffer, int index, int end, int arguments) {
		if (arguments > 0) {
			NumberLine.Outcome outcome = this.line.read(buffer, index, end, '$', MAXIMUM_LENGTH);
			if (outcome == NumberLine.Outcome.INCOMPLETE) {
				return stopAt(-1, Stop.INCOMPLETE);
			}
			if (outcome == NumberLine.Outcome.COMPLETE) {
				Stop reason = check(buffer, this.line.end(), end, this.line.number());
				if (reason != Stop.END) {
					return stopAt(-1, reason);
				}
			}
			this.outstandingArguments = arguments;
		}
		return index;
	}

	/**
	 * Whether a command of this name may be passed on.
	 */
	private static Stop check(ByteBuf buffer, int index, int end, int length) {
		if (end - index < Math.min(length, NAME_LENGTH)) {
			return Stop.INCOMPLETE;
		}
		for (byte[] name : WATCHED) {
			if (isName(buffer, index, length, name)) {
				return Stop.WATCHED;
			}
		}
		return Stop.END;
	}

	/**
	 * Whether that is the name, or begins with it and a NUL: redis-server's comparison
	 * ends there.
	 */
	private static boolean isName(ByteBuf buffer, int index, int length, byte[] lowerCaseName) {
		if (length < lowerCaseName.length) {
			return false;
		}
		for (int i = 0; i < lowerCaseName.length; i++) {
			if ((buffer.getByte(index + i) | 0x20) != lowerCaseName[i]) {
				return false;
			}
		}
		return length == lowerCaseName.length || buffer.getByte(index + lowerCaseName.length) == 0;
	}

	/**
	 * Reasons to stop.
	 */
	enum Stop {

		/** Everything may be passed on. */
		END,

		/** More must arrive before the next bytes can be judged. */
		INCOMPLETE,

		/** A command that must be looked at begins here. */
		WATCHED,

		/** A line that is a command begins here. */
		INLINE,

		/** The number of arguments that begins here is none. */
		MALFORMED_COMMAND,

		/** The argument that begins here has no length. */
		MALFORMED_ARGUMENT

	}

}
