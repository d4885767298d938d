package io.github.amrspring.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.amrspring.emulator.Statistics;
import io.github.amrspring.token.LiveConnections;
import io.github.amrspring.token.TokenRefreshScheduler;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How often connections authenticate, and what that costs the identity provider.
 */
class ConnectionsTests {

	private static final int CONNECTIONS = 200;

	@Test
	void whenConnectionsOpenThenEachAuthenticatesOnce() {
		try (Application application = Application.start("spring.data.redis.lettuce.pool.enabled=false")) {
			List<RedisConnection> connections = open(application.connectionFactory());
			Statistics statistics = application.emulator().statistics();
			assertThat(statistics.connections()).isEqualTo(CONNECTIONS);
			assertThat(statistics.authenticationsAccepted()).isEqualTo(CONNECTIONS);
			assertThat(statistics.tokenRequests()).isOne();
			connections.forEach(RedisConnection::close);
		}
	}

	@Test
	void whenTokenRotatesThenOneRequestServesAllConnectionsAndEachAuthenticatesOnce() {
		try (Application application = Application.start("spring.data.redis.lettuce.pool.enabled=false",
				"amr.refresh.reauthentication-spread=1s")) {
			List<RedisConnection> connections = open(application.connectionFactory());
			for (int renewal = 1; renewal <= 3; renewal++) {
				long tokenRequests = 1L + renewal;
				long authentications = CONNECTIONS * tokenRequests;
				renew(application);
				Awaitility.await()
					.atMost(Duration.ofSeconds(30))
					.until(() -> application.emulator().statistics().authenticationsAccepted() >= authentications);
				connections.forEach(RedisConnection::ping);
				Statistics statistics = application.emulator().statistics();
				assertThat(statistics.authenticationsAccepted()).isEqualTo(authentications);
				assertThat(statistics.tokenRequests()).isEqualTo(tokenRequests);
				assertThat(statistics.openConnections()).isEqualTo(CONNECTIONS);
			}
			assertThat(application.bean(LiveConnections.class).count()).isEqualTo(CONNECTIONS);
			connections.forEach(RedisConnection::close);
		}
	}

	/**
	 * Tokens live for an hour, in whole seconds: renew when the next second has begun, so
	 * that the new token is newer than the old one.
	 */
	private static void renew(Application application) {
		TokenRefreshScheduler scheduler = application.bean(TokenRefreshScheduler.class);
		var before = application.tokens().usableToken();
		assertThat(before).isNotNull();
		scheduler.refreshBy(before.obtainedAt().plusMillis(1500));
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.until(() -> !before.equals(application.tokens().usableToken()));
	}

	private static List<RedisConnection> open(LettuceConnectionFactory factory) {
		factory.setShareNativeConnection(false);
		List<RedisConnection> connections = new ArrayList<>();
		for (int i = 0; i < CONNECTIONS; i++) {
			RedisConnection connection = factory.getConnection();
			connection.ping();
			connections.add(connection);
		}
		return connections;
	}

}
