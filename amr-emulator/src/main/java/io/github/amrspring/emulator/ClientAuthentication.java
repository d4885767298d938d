package io.github.amrspring.emulator;

/**
 * Ways in which a client proves who it is.
 */
enum ClientAuthentication {

	SECRET("1"), CERTIFICATE("2"), MANAGED_IDENTITY("2");

	private final String appidacr;

	ClientAuthentication(String appidacr) {
		this.appidacr = appidacr;
	}

	/**
	 * The value of the claim that says so.
	 */
	String appidacr() {
		return this.appidacr;
	}

}
