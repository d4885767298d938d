package io.github.amrspring.sample;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.github.amrspring.token.EntraToken;
import io.github.amrspring.token.ReauthenticationOutcome;
import io.github.amrspring.token.TokenRefreshListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.log.LogMessage;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Uses Redis all the time, and says every ten seconds whether that went well while tokens
 * were renewed.
 */
@Component
class SteadyLoad implements TokenRefreshListener {

	private static final Log logger = LogFactory.getLog(SteadyLoad.class);

	private final StringRedisTemplate redis;

	private final AtomicLong commands = new AtomicLong();

	private final AtomicLong failedCommands = new AtomicLong();

	private final AtomicLong renewals = new AtomicLong(-1);

	private final AtomicLong reauthentications = new AtomicLong();

	SteadyLoad(StringRedisTemplate redis) {
		this.redis = redis;
	}

	@Scheduled(fixedRate = 50)
	void useRedis() {
		this.commands.incrementAndGet();
		try {
			this.redis.opsForValue().increment("steady-load");
		}
		catch (DataAccessException ex) {
			this.failedCommands.incrementAndGet();
			logger.debug("Command failed", ex);
		}
	}

	@Scheduled(fixedRate = 10_000, initialDelay = 10_000)
	void report() {
		logger.info(LogMessage.format("%d commands, %d failed commands, %d renewals, %d re-authentications",
				this.commands.get(), this.failedCommands.get(), Math.max(0, this.renewals.get()),
				this.reauthentications.get()));
	}

	/**
	 * The first token is no renewal.
	 */
	@Override
	public void onRenewed(EntraToken token, Duration took) {
		this.renewals.incrementAndGet();
	}

	@Override
	public void onReauthentication(ReauthenticationOutcome outcome, Duration afterRenewal) {
		if (outcome == ReauthenticationOutcome.SUCCESS) {
			this.reauthentications.incrementAndGet();
		}
	}

}
