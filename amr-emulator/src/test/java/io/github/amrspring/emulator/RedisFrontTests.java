package io.github.amrspring.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;

import com.nimbusds.jwt.JWTClaimsSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for the Redis side.
 */
@SuppressWarnings("NullAway.Init")
class RedisFrontTests {

	private static AmrEmulator emulator;

	private static IdentityClient identity;

	private static String user;

	@BeforeAll
	static void start() {
		emulator = AmrEmulator.start();
		identity = new IdentityClient(emulator);
		user = emulator.directory().systemAssignedIdentity().objectId();
	}

	@AfterAll
	static void stop() {
		emulator.close();
	}

	@AfterEach
	void heal() {
		emulator.heal();
		emulator.tokenLifetime(Duration.ofHours(1));
		emulator.directory().systemAssignedIdentity().assign();
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void whenTokenIsGoodThenAuthenticates(String protocol) throws IOException {
		try (RedisWire redis = RedisWire.connect(emulator, protocol)) {
			assertThat(redis.call("PING")).isEqualTo("-NOAUTH Authentication required.");
			assertThat(redis.call("auTH", user, identity.token())).isEqualTo("+OK");
			assertThat(redis.call("ACL", "WHOAMI")).isEqualTo(user);
			assertThat(redis.call("SET", "key", "value")).isEqualTo("+OK");
			assertThat(redis.call("GET", "key")).isEqualTo("value");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "2", "3" })
	void whenHelloHasGoodTokenThenAuthenticates(String version) throws IOException {
		try (RedisWire redis = RedisWire.connect(emulator)) {
			assertThat(redis.call("HELLO", version)).startsWith("-NOAUTH HELLO must be called");
			assertThat(redis.call("hello", version, "setname", "me", "auth", user, identity.token()))
				.contains("proto, :" + version);
			assertThat(redis.call("CLIENT", "GETNAME")).isEqualTo("me");
			assertThat(redis.call("ACL", "WHOAMI")).isEqualTo(user);
			assertThat(redis.call("HELLO", version)).contains("proto, :" + version);
		}
	}

	@Test
	void whenInlineCommandHasGoodTokenThenAuthenticates() throws IOException {
		try (RedisWire redis = RedisWire.connect(emulator)) {
			redis.send("\r\nPING\r\n AUTH \"" + user + "\" '" + identity.token() + "'\r\nPING\n");
			assertThat(redis.reply()).startsWith("-NOAUTH");
			assertThat(redis.reply()).isEqualTo("+OK");
			assertThat(redis.reply()).isEqualTo("+PONG");
		}
	}

	@Test
	void whenTokenIsBadThenWrongPassword() throws IOException {
		String token = identity.token();
		JWTClaimsSet claims = IdentityClient.claims(token);
		KeyPair otherKey = EmulatorCertificates.newSigningKeyPair();
		long refused = emulator.statistics().authenticationsRefused();
		try (RedisWire redis = RedisWire.connect(emulator)) {
			assertRefused(redis, user, token.substring(0, token.length() - 8) + "AAAAAAAA");
			assertRefused(redis, user, token.replace('.', '-'));
			assertRefused(redis, user, "");
			assertRefused(redis, user, new SigningKey(otherKey).sign(claims));
			assertRefused(redis, "somebody-else", token);
			assertThat(redis.call("AUTH", token)).isEqualTo(RedisWire.WRONG_PASSWORD);
			assertThat(redis.call("PING")).startsWith("-NOAUTH");
		}
		assertThat(emulator.statistics().authenticationsRefused()).isEqualTo(refused + 11);
	}

	private static void assertRefused(RedisWire redis, String user, String token) throws IOException {
		assertThat(redis.call("AUTH", user, token)).isEqualTo(RedisWire.WRONG_PASSWORD);
		assertThat(redis.call("HELLO", "3", "AUTH", user, token)).isEqualTo(RedisWire.WRONG_PASSWORD);
	}

	@Test
	void whenTokenIsExpiredOrHasNoObjectIdThenWrongPassword() throws IOException {
		try (RedisWire redis = RedisWire.connect(emulator)) {
			emulator.inject(Fault.expiredToken(), 1);
			assertRefused(redis, user, identity.token());
			emulator.inject(Fault.withoutObjectId(), 1);
			assertRefused(redis, user, identity.token());
			assertThat(redis.call("AUTH", user, identity.token())).isEqualTo("+OK");
		}
	}

	@Test
	void whenClaimsAreWrongThenVerifierSaysWhy() {
		SigningKey key = new SigningKey(EmulatorCertificates.newSigningKeyPair());
		TokenVerifier verifier = new TokenVerifier(Clock.systemUTC(), key);
		Date soon = Date.from(Instant.parse("2999-01-01T00:00:00Z"));
		assertThat(catchThrowable(() -> verifier
			.verify(key.sign(new JWTClaimsSet.Builder().audience("https://other").expirationTime(soon).build()))))
			.hasMessageContaining("audience");
		assertThat(catchThrowable(() -> verifier.verify(
				key.sign(new JWTClaimsSet.Builder().audience("https://redis.azure.com").notBeforeTime(soon).build()))))
			.hasMessageContaining("not valid before");
	}

	@Test
	void whenUnassignedThenRefusesAndClosesConnections() throws IOException {
		Principal principal = emulator.directory().systemAssignedIdentity();
		String token = identity.token();
		try (RedisWire open = RedisWire.connect(emulator); RedisWire fresh = RedisWire.connect(emulator)) {
			assertThat(open.call("AUTH", user, token)).isEqualTo("+OK");
			principal.unassign().unassign();
			assertThat(open.isClosedByServer()).isTrue();
			assertRefused(fresh, user, token);
			principal.assign().assign();
			assertThat(fresh.call("AUTH", user, token)).isEqualTo("+OK");
		}
	}

	@Test
	void whenAuthenticationIsRefusedByFaultThenConnectionKeepsItsIdentity() throws IOException {
		try (RedisWire redis = RedisWire.connect(emulator)) {
			assertThat(redis.call("AUTH", user, identity.token())).isEqualTo("+OK");
			emulator.inject(Fault.refuseAuthentication());
			assertRefused(redis, user, identity.token());
			assertThat(redis.call("ACL", "WHOAMI")).isEqualTo(user);
			emulator.heal();
			assertThat(redis.call("AUTH", user, identity.token())).isEqualTo("+OK");
		}
	}

	@Test
	void whenAdmittedThenCannotUndoIt() throws IOException {
		try (RedisWire redis = RedisWire.connect(emulator)) {
			assertThat(redis.call("AUTH", user, identity.token())).isEqualTo("+OK");
			assertThat(redis.call("ACL", "WHOAMI")).isEqualTo(user);
			assertThat(redis.call("ACL", "SETUSER", "default", "on", "nopass")).startsWith("-NOPERM");
			assertThat(redis.call("REPLICAOF", "NO", "ONE")).startsWith("-NOPERM");
			assertThat(redis.call("SHUTDOWN")).startsWith("-NOPERM");
			assertThat(redis.call("CONFIG", "GET", "appendonly")).isEqualTo("[appendonly, no]");
		}
	}

	@Test
	void whenTokenExpiresThenClosesConnection() throws IOException {
		long cut = emulator.statistics().cutForExpiry();
		try (RedisWire redis = RedisWire.connect(emulator)) {
			String token = shortToken();
			assertThat(redis.call("AUTH", user, token)).isEqualTo("+OK");
			assertThat(redis.isClosedByServer()).isTrue();
			assertThat(Instant.now()).isBetween(expiry(token), expiry(token).plusSeconds(20));
		}
		assertThat(emulator.statistics().cutForExpiry()).isEqualTo(cut + 1);
	}

	@Test
	void whenFreshTokenComesInTimeThenKeepsConnection() throws IOException {
		String freshToken = identity.token();
		long cut = emulator.statistics().cutForExpiry();
		try (RedisWire redis = RedisWire.connect(emulator); RedisWire other = RedisWire.connect(emulator)) {
			String shortToken = shortToken();
			assertThat(other.call("AUTH", user, shortToken)).isEqualTo("+OK");
			assertThat(redis.call("AUTH", user, shortToken)).isEqualTo("+OK");
			assertThat(redis.call("AUTH", user, freshToken)).isEqualTo("+OK");
			assertThat(other.isClosedByServer()).isTrue();
			Waiting.until(() -> assertThat(Instant.now()).isAfter(expiry(shortToken).plusMillis(200)));
			assertThat(redis.call("PING")).isEqualTo("+PONG");
		}
		assertThat(emulator.statistics().cutForExpiry()).isEqualTo(cut + 1);
	}

	@Test
	void whenRedisRefusesFreshTokenThenOldOneCounts() throws IOException {
		String freshToken = identity.token();
		try (RedisWire subscriber = RedisWire.connect(emulator); RedisWire transaction = RedisWire.connect(emulator)) {
			String shortToken = shortToken();
			assertThat(subscriber.call("AUTH", user, shortToken)).isEqualTo("+OK");
			assertThat(transaction.call("AUTH", user, shortToken)).isEqualTo("+OK");
			long accepted = emulator.statistics().authenticationsAccepted();
			assertThat(subscriber.call("SUBSCRIBE", "channel")).isEqualTo("[subscribe, channel, :1]");
			assertThat(subscriber.call("AUTH", user, freshToken)).startsWith("-ERR Can't execute 'auth'");
			assertThat(emulator.statistics().authenticationsAccepted()).isEqualTo(accepted);
			assertThat(transaction.call("MULTI")).isEqualTo("+OK");
			assertThat(transaction.call("AUTH", user, freshToken)).isEqualTo("+QUEUED");
			assertThat(transaction.call("DISCARD")).isEqualTo("+OK");
			assertThat(subscriber.isClosedByServer()).isTrue();
			assertThat(transaction.isClosedByServer()).isTrue();
			assertThat(Instant.now()).isBetween(expiry(shortToken), expiry(shortToken).plusSeconds(20));
		}
	}

	@Test
	void whenRedisTakesFreshTokenAgainThenItCounts() throws IOException {
		String freshToken = identity.token();
		try (RedisWire second = RedisWire.connect(emulator); RedisWire third = RedisWire.connect(emulator)) {
			String shortToken = shortToken();
			assertThat(second.call("AUTH", user, shortToken)).isEqualTo("+OK");
			assertThat(second.call("SUBSCRIBE", "channel")).isEqualTo("[subscribe, channel, :1]");
			assertThat(second.call("UNSUBSCRIBE")).isEqualTo("[unsubscribe, channel, :0]");
			assertThat(second.call("MULTI")).isEqualTo("+OK");
			assertThat(second.call("AUTH", user, freshToken)).isEqualTo("+QUEUED");
			assertThat(second.call("EXEC")).isEqualTo("[+OK]");
			assertThat(third.call("HELLO", "3", "AUTH", user, shortToken)).contains("proto, :3");
			assertThat(third.call("SUBSCRIBE", "channel")).isEqualTo("[subscribe, channel, :1]");
			assertThat(third.call("AUTH", user, freshToken)).isEqualTo("+OK");
			Waiting.until(() -> assertThat(Instant.now()).isAfter(expiry(shortToken).plusMillis(200)));
			assertThat(second.call("PING")).isEqualTo("+PONG");
			assertThat(third.call("PING")).isEqualTo("+PONG");
		}
	}

	@Test
	void whenTokenExpiresThenNothingIsExecutedEvenIfClientDoesNotRead() throws IOException {
		String token = identity.token();
		try (RedisWire observer = RedisWire.connect(emulator); RedisWire deaf = RedisWire.connect(emulator)) {
			assertThat(observer.call("AUTH", user, token)).isEqualTo("+OK");
			assertThat(observer.call("SET", "unread", "x".repeat(20 * 1024 * 1024))).isEqualTo("+OK");
			int open = emulator.statistics().openConnections();
			long cut = emulator.statistics().cutForExpiry();
			assertThat(deaf.call("AUTH", user, shortToken())).isEqualTo("+OK");
			deaf.send(RedisWire.command("GET", "unread"));
			Waiting.until(() -> assertThat(emulator.statistics().cutForExpiry()).isEqualTo(cut + 1));
			deaf.send(RedisWire.command("SET", "late", "command"));
			Waiting.until(() -> assertThat(emulator.statistics().openConnections()).isEqualTo(open - 1));
			assertThat(observer.call("EXISTS", "late")).isEqualTo(":0");
			assertThat(observer.call("DEL", "unread")).isEqualTo(":1");
		}
	}

	/**
	 * A token that lives for three or four seconds.
	 */
	private static String shortToken() {
		emulator.tokenLifetime(Duration.ofSeconds(3));
		return identity.token();
	}

	private static Instant expiry(String token) {
		return IdentityClient.claims(token).getExpirationTime().toInstant();
	}

	@Test
	void whenBytesArriveOneByOneThenNothingChanges() throws IOException {
		List<byte[]> commands = List.of(RedisWire.command("PING"), RedisWire.command("AUTH", user, identity.token()),
				RedisWire.command("SET", "AUTH", "HELLO"), "PING\r\n".getBytes(StandardCharsets.US_ASCII),
				RedisWire.command("GET", "AUTH"), RedisWire.command("HELLO", "3", "AUTH", user, "bad"),
				RedisWire.command("ECHO", ""), RedisWire.command("HELLO"),
				"*0\r\n*-1\r\n".getBytes(StandardCharsets.US_ASCII), RedisWire.command("ACL", "WHOAMI"));
		try (RedisWire redis = RedisWire.connect(emulator)) {
			for (byte[] command : commands) {
				for (byte character : command) {
					redis.send(new byte[] { character });
				}
			}
			assertThat(redis.reply()).startsWith("-NOAUTH");
			assertThat(List.of(redis.reply(), redis.reply(), redis.reply(), redis.reply())).containsExactly("+OK",
					"+OK", "+PONG", "HELLO");
			assertThat(redis.reply()).isEqualTo(RedisWire.WRONG_PASSWORD);
			assertThat(redis.reply()).isEmpty();
			assertThat(redis.reply()).contains("proto, :2");
			assertThat(redis.reply()).isEqualTo(user);
		}
	}

	@Test
	void whenCommandsArePipelinedThenRepliesAreInOrder() throws IOException {
		int count = 20_000;
		try (RedisWire redis = RedisWire.connect(emulator)) {
			assertThat(redis.call("AUTH", user, identity.token())).isEqualTo("+OK");
			String token = identity.token();
			Thread writer = new Thread(() -> {
				try {
					for (int i = 0; i < count; i++) {
						redis.send(RedisWire.command("ECHO", Integer.toString(i)));
						if (i % 1000 == 0) {
							redis.send(RedisWire.command("AUTH", user, token));
						}
					}
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
			writer.start();
			for (int i = 0; i < count; i++) {
				assertThat(redis.reply()).isEqualTo(Integer.toString(i));
				if (i % 1000 == 0) {
					assertThat(redis.reply()).isEqualTo("+OK");
				}
			}
		}
	}

	@Test
	void whenValueIsLargeAndBinaryThenPassesUnchanged() throws IOException {
		byte[] bytes = new byte[5 * 1024 * 1024];
		new Random(42).nextBytes(bytes);
		String value = new String(bytes, StandardCharsets.ISO_8859_1);
		try (RedisWire redis = RedisWire.connect(emulator)) {
			assertThat(redis.call("AUTH", user, identity.token())).isEqualTo("+OK");
			assertThat(redis.call("SET", "large", value)).isEqualTo("+OK");
			assertThat(redis.call("GET", "large").equals(value)).isTrue();
			assertThat(redis.call("DEL", "large")).isEqualTo(":1");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "*1048577\r\n", "*9223372036854775807\r\n", "*x\r\n", "*01\r\n", "*\r\n",
			"*2\r\n$536870913\r\n", "*1\r\n$-1\r\n", "*2\r\n$3\r\nGET\r\n$x\r\n", "*2\r\n$3\r\nGET\r\n:1\r\n",
			"*1\rX$4\r\n", "*99999999999999999999999", "*3\r\n$4\r\nAUTH\r\n:1\r\n$1\r\nx\r\n" })
	void whenProtocolIsBrokenThenRefusesInOrderAndCloses(String bytes) throws IOException {
		try (RedisWire redis = RedisWire.connect(emulator)) {
			redis.send(RedisWire.command("AUTH", user, identity.token()));
			redis.send(RedisWire.command("ECHO", "before"));
			redis.send(bytes);
			redis.send(RedisWire.command("ECHO", "after"));
			assertThat(redis.reply()).isEqualTo("+OK");
			assertThat(redis.reply()).isEqualTo("before");
			assertThat(redis.reply()).startsWith("-ERR Protocol error: ");
			assertThat(redis.isClosedByServer()).isTrue();
		}
	}

	@Test
	void whenAuthenticationIsTooLongThenRefusesAndCloses() throws IOException {
		String half = "x".repeat(600 * 1024);
		try (RedisWire redis = RedisWire.connect(emulator)) {
			redis.send("*3\r\n$4\r\nAUTH\r\n$" + 2 * half.length() + "\r\n" + half);
			redis.send(half);
			assertThat(redis.reply()).startsWith("-ERR Protocol error: ");
			assertThat(redis.isClosedByServer()).isTrue();
		}
	}

	@Test
	void whenConnectionsAreCutThenAllAreClosed() throws IOException {
		try (RedisWire first = RedisWire.connect(emulator); RedisWire second = RedisWire.connect(emulator)) {
			assertThat(first.call("AUTH", user, identity.token())).isEqualTo("+OK");
			assertThat(second.call("PING")).startsWith("-NOAUTH");
			emulator.cutConnections();
			assertThat(emulator.statistics().openConnections()).isZero();
			assertThat(first.isClosedByServer()).isTrue();
			assertThat(second.isClosedByServer()).isTrue();
		}
	}

	@Test
	void whenClientsComeAndGoThenConnectionsAreCounted() throws IOException {
		Waiting.until(() -> assertThat(emulator.statistics().openConnections()).isZero());
		long before = emulator.statistics().connections();
		List<RedisWire> clients = new ArrayList<>();
		String token = identity.token();
		for (int i = 0; i < 1000; i++) {
			RedisWire client = RedisWire.connect(emulator);
			clients.add(client);
			assertThat(client.call("AUTH", user, token)).isEqualTo("+OK");
		}
		assertThat(emulator.statistics().openConnections()).isEqualTo(1000);
		assertThat(emulator.statistics().connections()).isEqualTo(before + 1000);
		for (RedisWire client : clients) {
			client.close();
		}
		Waiting.until(() -> assertThat(emulator.statistics().openConnections()).isZero());
		try (RedisWire redis = RedisWire.connect(emulator)) {
			assertThat(redis.call("AUTH", user, token)).isEqualTo("+OK");
			Waiting.until(() -> assertThat(redis.call("INFO", "clients")).contains("connected_clients:1\r\n"));
		}
	}

	@Test
	void whenClientDoesNotSpeakTlsThenIsNotAConnection() throws IOException {
		long before = emulator.statistics().connections();
		try (Socket socket = new Socket(Loopback.ADDRESS, emulator.port())) {
			socket.getOutputStream().write(RedisWire.command("PING"));
			socket.getInputStream().readAllBytes();
		}
		assertThat(emulator.statistics().connections()).isEqualTo(before);
	}

}
