package io.github.amrspring.credential;

import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ObjectIdClaim}.
 */
class ObjectIdClaimTests {

	private static final String OBJECT_ID = "2c8a3a4c-0b5e-4c0f-8f1e-6f4b1d5f9a10";

	@Test
	void whenTokenHasObjectIdThenReadsIt() {
		assertThat(ObjectIdClaim.of(Jwts.withObjectId(OBJECT_ID))).isEqualTo(OBJECT_ID);
	}

	@Test
	void whenPayloadHasPaddingThenReadsIt() {
		String padded = "h." + Jwts.encode("{\"oid\":\"a\"}") + "=.s";
		assertThat(Jwts.encode("{\"oid\":\"a\"}")).hasSize(15);
		assertThat(ObjectIdClaim.of(padded)).isEqualTo("a");
	}

	@Test
	void whenClaimsAreNestedThenReadsOuterOne() {
		assertThat(ObjectIdClaim.of(Jwts.of("{\"x\":{\"oid\":\"inner\"},\"y\":[{\"oid\":\"z\"}],\"oid\":\"outer\"}")))
			.isEqualTo("outer");
	}

	@Test
	void whenOnlyNestedClaimIsThereThenHasNone() {
		assertThat(ObjectIdClaim.of(Jwts.of("{\"x\":{\"oid\":\"inner\"}}"))).isNull();
	}

	@Test
	void whenSignatureIsEmptyThenReadsIt() {
		assertThat(ObjectIdClaim.of("h." + Jwts.encode("{\"oid\":\"a\"}") + ".")).isEqualTo("a");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", ".", "...", "opaque", "a.b", "a.b.c.d", "a.b.c.d.e", "a. .c", "a.!!!.c",
			"a.====.c", "a.b.c", "a.\u00e9\u20ac.c", "a.e30.c" })
	void whenTokenIsNoJwtThenHasNone(String token) {
		assertThat(ObjectIdClaim.of(token)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"sub\":\"x\"}", "{\"OID\":\"x\"}", "{\"oid\":null}", "{\"oid\":1}",
			"{\"oid\":true}", "{\"oid\":[\"x\"]}", "{\"oid\":{\"oid\":\"x\"}}", "{\"oid\":\"\"}", "{\"oid\":\"  \"}",
			"{\"oid\":\"\\n\"}" })
	void whenClaimIsNoTextThenHasNone(String claims) {
		assertThat(ObjectIdClaim.of(Jwts.of(claims))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "[{\"oid\":\"x\"}]", "[\"oid\",\"x\"]", "\"oid\"", "1", "true", "{", "{\"oid\"",
			"{\"oid\":\"x\"", "{\"oid\":\"x", "}", "not json", "{\"oid\":\"x\",}", "{oid:x}", "\u0000" })
	void whenPayloadIsNoJsonObjectThenHasNone(String payload) {
		assertThat(ObjectIdClaim.of(Jwts.of(payload))).isNull();
	}

	@ParameterizedTest
	@MethodSource
	void whenTokenIsOneMegabyteOfRubbishThenHasNone(String token) {
		assertThat(ObjectIdClaim.of(token)).isNull();
	}

	static Stream<Named<String>> whenTokenIsOneMegabyteOfRubbishThenHasNone() {
		int size = 1_000_000;
		StringBuilder random = new StringBuilder();
		new Random(1).ints(size, 0, 0x3000).forEach((character) -> random.append((char) character));
		return Stream.of(Named.of("random text", random.toString()), Named.of("dots", ".".repeat(size)),
				Named.of("letters", "A".repeat(size)), Named.of("letters as payload", "a." + "A".repeat(size) + ".c"),
				Named.of("signs as payload", "a." + "!".repeat(size) + ".c"),
				Named.of("braces", Jwts.of("{".repeat(size))), Named.of("brackets", Jwts.of("[".repeat(size))),
				Named.of("nested objects", Jwts.of("{\"a\":".repeat(size / 5))),
				Named.of("nested arrays", Jwts.of("{\"a\":" + "[".repeat(size))),
				Named.of("digits", Jwts.of("9".repeat(size))),
				Named.of("long number", Jwts.of("{\"a\":" + "9".repeat(10_000) + "}")),
				Named.of("long text", Jwts.of("{\"a\":\"" + "x".repeat(size) + "\"}")),
				Named.of("random payload", Jwts.of(random.toString())));
	}

}
