package io.github.amrspring.emulator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Follows the state of one connection in redis-server as far as it decides what becomes
 * of an authentication: put off by {@code MULTI}, refused while subscribed in RESP2. For
 * the thread of its connection.
 * <p>
 * It judges by the commands, not by the replies. So it takes every {@code EXEC} for
 * executed, which a {@code WATCH} or a wrong command in the transaction may prevent.
 */
final class RedisSession {

	private final Set<Subscription> subscriptions = new HashSet<>();

	private final List<Runnable> queue = new ArrayList<>();

	private boolean authenticated;

	private boolean queueing;

	private boolean hasPushes;

	/**
	 * Whether redis-server takes no authentication now, good or bad.
	 */
	boolean refusesAuthentication() {
		return !this.hasPushes && !this.subscriptions.isEmpty();
	}

	/**
	 * Takes note of an authentication that redis-server gets to accept.
	 * @param protocol protocol version of a {@code HELLO}, {@code null} for an
	 * {@code AUTH}
	 * @param effect what follows from it, at once or with the transaction
	 */
	void admitted(@Nullable String protocol, Runnable effect) {
		execute(() -> {
			this.authenticated = true;
			if (protocol != null) {
				speak(protocol);
			}
			effect.run();
		});
	}

	/**
	 * Takes note of any other command.
	 */
	void passed(List<String> arguments) {
		if (arguments.isEmpty()) {
			return;
		}
		String name = CommandArguments.word(arguments.get(0));
		List<String> operands = List.copyOf(arguments.subList(1, arguments.size()));
		if ("reset".equals(name) && operands.isEmpty()) {
			reset();
		}
		else if (this.authenticated) {
			passed(name, operands);
		}
	}

	private void passed(String name, List<String> operands) {
		switch (name) {
			case "subscribe", "psubscribe", "ssubscribe" -> execute(() -> subscribe(name, operands));
			case "unsubscribe", "punsubscribe", "sunsubscribe" ->
				execute(() -> unsubscribe(name.replace("un", ""), operands));
			case "hello" -> hello(operands);
			case "multi" -> this.queueing |= operands.isEmpty() && !refusesAuthentication();
			case "exec" -> end(operands, List.copyOf(this.queue));
			case "discard" -> end(operands, List.of());
			default -> {
				// Of no consequence.
			}
		}
	}

	private void execute(Runnable effect) {
		if (this.queueing) {
			this.queue.add(effect);
		}
		else {
			effect.run();
		}
	}

	private void end(List<String> operands, List<Runnable> effects) {
		if (operands.isEmpty()) {
			this.queueing = false;
			this.queue.clear();
			effects.forEach(Runnable::run);
		}
	}

	private void subscribe(String kind, List<String> channels) {
		channels.forEach((channel) -> this.subscriptions.add(new Subscription(kind, channel)));
	}

	private void unsubscribe(String kind, List<String> channels) {
		Set<String> ended = Set.copyOf(channels);
		this.subscriptions.removeIf((subscription) -> subscription.kind().equals(kind)
				&& (ended.isEmpty() || ended.contains(subscription.channel())));
	}

	private void hello(List<String> operands) {
		boolean wellFormed = operands.size() == 1
				|| (operands.size() == 3 && "setname".equals(CommandArguments.word(operands.get(1))));
		if (wellFormed && !refusesAuthentication()) {
			execute(() -> speak(operands.get(0)));
		}
	}

	private void speak(String protocol) {
		switch (protocol) {
			case "2" -> this.hasPushes = false;
			case "3" -> this.hasPushes = true;
			default -> {
				// redis-server refuses it.
			}
		}
	}

	private void reset() {
		this.subscriptions.clear();
		this.queue.clear();
		this.authenticated = false;
		this.queueing = false;
		this.hasPushes = false;
	}

	private record Subscription(String kind, String channel) {
	}

}
