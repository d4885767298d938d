package io.github.amrspring.token;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.log.LogMessage;

/**
 * Passes events on to every {@link TokenRefreshListener}, each on its own: one that
 * throws harms neither the others nor the caller.
 * <p>
 * The first token is asked for while the application still starts, so a listener that is
 * added during the startup is told what it has missed.
 *
 * @since 0.1.0
 */
public final class TokenRefreshListeners {

	private static final Log logger = LogFactory.getLog(TokenRefreshListeners.class);

	private final List<TokenRefreshListener> listeners = new ArrayList<>();

	private final List<Consumer<TokenRefreshListener>> startupEvents = new ArrayList<>();

	private boolean startup = true;

	/**
	 * Add a listener, unless it is there already.
	 * @param listener the listener
	 */
	public void add(TokenRefreshListener listener) {
		List<Consumer<TokenRefreshListener>> missed;
		synchronized (this.startupEvents) {
			if (this.listeners.contains(listener)) {
				return;
			}
			this.listeners.add(listener);
			missed = List.copyOf(this.startupEvents);
		}
		missed.forEach((event) -> tell(listener, event));
	}

	/**
	 * End the startup: events are not kept any longer.
	 */
	public void startupEnded() {
		synchronized (this.startupEvents) {
			this.startup = false;
			this.startupEvents.clear();
		}
	}

	/**
	 * Tell every listener.
	 * @param event calls one method of the listener
	 */
	public void tell(Consumer<TokenRefreshListener> event) {
		List<TokenRefreshListener> present;
		synchronized (this.startupEvents) {
			if (this.startup) {
				this.startupEvents.add(event);
			}
			present = List.copyOf(this.listeners);
		}
		present.forEach((listener) -> tell(listener, event));
	}

	private static void tell(TokenRefreshListener listener, Consumer<TokenRefreshListener> event) {
		try {
			event.accept(listener);
		}
		catch (Throwable ex) {
			logger.warn(LogMessage.format("Token refresh listener %s failed", listener.getClass().getName()), ex);
		}
	}

}
