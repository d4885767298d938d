package io.github.amrspring.token;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link TokenRefreshListener} that remembers what it was told.
 */
public final class RecordingTokenRefreshListener implements TokenRefreshListener {

	private final List<EntraToken> renewed = new ArrayList<>();

	private final List<EntraToken> unchanged = new ArrayList<>();

	private final List<TokenAcquisitionException> failed = new ArrayList<>();

	private final List<Duration> rounds = new ArrayList<>();

	private final List<ReauthenticationOutcome> reauthentications = new ArrayList<>();

	private final List<Duration> afterRenewal = new ArrayList<>();

	@Override
	public void onRenewed(EntraToken token, Duration took) {
		this.renewed.add(token);
		this.rounds.add(took);
	}

	@Override
	public void onUnchanged(EntraToken token, Duration took) {
		this.unchanged.add(token);
		this.rounds.add(took);
	}

	@Override
	public void onFailed(TokenAcquisitionException failure, Duration took) {
		this.failed.add(failure);
		this.rounds.add(took);
	}

	@Override
	public void onReauthentication(ReauthenticationOutcome outcome, Duration afterRenewal) {
		this.reauthentications.add(outcome);
		this.afterRenewal.add(afterRenewal);
	}

	public List<EntraToken> renewed() {
		return List.copyOf(this.renewed);
	}

	public List<EntraToken> unchanged() {
		return List.copyOf(this.unchanged);
	}

	public List<TokenAcquisitionException> failed() {
		return List.copyOf(this.failed);
	}

	/**
	 * Return how long each round took, however it ended.
	 * @return the durations
	 */
	public List<Duration> rounds() {
		return List.copyOf(this.rounds);
	}

	public List<ReauthenticationOutcome> reauthentications() {
		return List.copyOf(this.reauthentications);
	}

	/**
	 * Return the time since the renewal of each re-authentication.
	 * @return the durations
	 */
	public List<Duration> afterRenewal() {
		return List.copyOf(this.afterRenewal);
	}

}
