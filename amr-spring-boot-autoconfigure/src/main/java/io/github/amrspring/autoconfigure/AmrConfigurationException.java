package io.github.amrspring.autoconfigure;

/**
 * Thrown when the configuration cannot work and the value at fault must not be printed,
 * or is missing.
 */
class AmrConfigurationException extends RuntimeException {

	private final String action;

	/**
	 * Create a new exception.
	 * @param description what is wrong, naming the property, without secrets
	 * @param action what to change, in the imperative
	 */
	AmrConfigurationException(String description, String action) {
		super(description);
		this.action = action;
	}

	String getAction() {
		return this.action;
	}

}
