package io.github.amrspring.emulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards one client's commands to redis-server: authentications as the gate decides,
 * everything else untouched, authentications that redis-server is going to refuse too.
 * For the thread of its connection.
 * <p>
 * What breaks the protocol is replaced by something that breaks it too, but is short: so
 * redis-server refuses it, and after the replies to the commands before.
 */
final class CommandForwarder {

	private static final Logger logger = LoggerFactory.getLogger(CommandForwarder.class);

	/**
	 * Longest command that is looked at as a whole, in bytes: room for a subscription to
	 * many channels.
	 */
	private static final int MAXIMUM_HELD = 1024 * 1024;

	/**
	 * Longest inline command in bytes, as for redis-server.
	 */
	private static final int MAXIMUM_LINE = 64 * 1024;

	private static final String BROKEN_COMMAND = "*2147483648\r\n";

	private static final String BROKEN_ARGUMENT = "$-1\r\n";

	private final CommandScanner scanner = new CommandScanner();

	private final RedisSession session = new RedisSession();

	private final AuthenticationGate gate;

	private final Consumer<Instant> admissions;

	/** The beginning of a command that must arrive completely before it is judged. */
	private ByteBuf held = Unpooled.EMPTY_BUFFER;

	private boolean broken;

	/**
	 * Creates a forwarder.
	 * @param gate judges authentications
	 * @param admissions told when an admitted token expires
	 */
	CommandForwarder(AuthenticationGate gate, Consumer<Instant> admissions) {
		this.gate = gate;
		this.admissions = admissions;
	}

	/**
	 * Keeps bytes until the next call of {@link #forward}.
	 * @param received what the client sent; released
	 */
	void hold(ByteBuf received) {
		this.held = append(received);
	}

	/**
	 * Forwards as much as can be judged.
	 * @param received what the client sent; released
	 * @param redis where it goes; releases what it gets
	 */
	void forward(ByteBuf received, Consumer<ByteBuf> redis) {
		ByteBuf buffer = append(received);
		this.held = Unpooled.EMPTY_BUFFER;
		try {
			boolean more = !this.broken;
			while (more) {
				more = forwardNext(buffer, redis);
			}
			if (!this.broken && buffer.isReadable()) {
				this.held = buffer.copy();
			}
		}
		finally {
			buffer.release();
		}
	}

	private ByteBuf append(ByteBuf received) {
		if (!this.held.isReadable()) {
			return received;
		}
		ByteBuf both = received.alloc().buffer(this.held.readableBytes() + received.readableBytes());
		both.writeBytes(this.held).writeBytes(received);
		this.held.release();
		received.release();
		return both;
	}

	/**
	 * Forwards what needs no look, and the command after it.
	 * @return whether there may be more to do
	 */
	private boolean forwardNext(ByteBuf buffer, Consumer<ByteBuf> redis) {
		int untouched = this.scanner.scan(buffer) - buffer.readerIndex();
		if (untouched > 0) {
			redis.accept(buffer.readRetainedSlice(untouched));
		}
		return switch (this.scanner.stop()) {
			case END, INCOMPLETE -> false;
			case WATCHED -> forwardArray(buffer, redis);
			case INLINE -> forwardLine(buffer, redis);
			case MALFORMED_COMMAND -> breakOff(BROKEN_COMMAND, redis);
			case MALFORMED_ARGUMENT -> {
				char type = (char) buffer.getUnsignedByte(buffer.readerIndex());
				yield breakOff((type == '$') ? BROKEN_ARGUMENT : type + "\r\n", redis);
			}
		};
	}

	private boolean forwardArray(ByteBuf buffer, Consumer<ByteBuf> redis) {
		int start = buffer.readerIndex();
		List<String> arguments;
		try {
			arguments = CommandArguments.readArray(buffer);
		}
		catch (IllegalArgumentException ex) {
			logger.debug("A client broke the protocol", ex);
			return breakOff(BROKEN_COMMAND, redis);
		}
		return (arguments != null) ? forward(arguments, buffer, start, redis)
				: waitForMore(buffer, MAXIMUM_HELD, redis);
	}

	private boolean forwardLine(ByteBuf buffer, Consumer<ByteBuf> redis) {
		int start = buffer.readerIndex();
		int length = buffer.bytesBefore((byte) '\n') + 1;
		if (length == 0 || length > MAXIMUM_LINE) {
			return waitForMore(buffer, MAXIMUM_LINE, redis);
		}
		String line = buffer.readCharSequence(length, StandardCharsets.ISO_8859_1).toString();
		return forward(InlineArguments.split(line), buffer, start, redis);
	}

	private boolean forward(@Nullable List<String> arguments, ByteBuf buffer, int start, Consumer<ByteBuf> redis) {
		AuthenticationCommand command = (arguments != null) ? AuthenticationCommand.of(arguments) : null;
		if (command != null && !this.session.refusesAuthentication()) {
			authenticate(command, redis);
			return true;
		}
		redis.accept(buffer.retainedSlice(start, buffer.readerIndex() - start));
		if (arguments != null) {
			this.session.passed(arguments);
		}
		return true;
	}

	private void authenticate(AuthenticationCommand command, Consumer<ByteBuf> redis) {
		AuthenticationGate.Decision decision = this.gate.decide(command);
		redis.accept(Unpooled.wrappedBuffer(RespEncoder.encode(decision.command())));
		Instant expiresAt = decision.expiresAt();
		if (expiresAt != null) {
			this.session.admitted(command.protocol(), () -> this.admissions.accept(expiresAt));
		}
	}

	private boolean waitForMore(ByteBuf buffer, int maximum, Consumer<ByteBuf> redis) {
		return (buffer.readableBytes() > maximum) && breakOff(BROKEN_COMMAND, redis);
	}

	private boolean breakOff(String brokenBytes, Consumer<ByteBuf> redis) {
		redis.accept(Unpooled.copiedBuffer(brokenBytes, StandardCharsets.ISO_8859_1));
		this.broken = true;
		return false;
	}

	/**
	 * Forgets what it holds.
	 */
	void release() {
		this.held.release();
		this.held = Unpooled.EMPTY_BUFFER;
	}

}
