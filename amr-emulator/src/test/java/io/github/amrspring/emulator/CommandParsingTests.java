package io.github.amrspring.emulator;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for the parsers of what clients send.
 */
class CommandParsingTests {

	@Test
	void whenLineHasQuotesThenSplitsAsRedisDoes() {
		assertThat(InlineArguments.split(" a  'b c'\t\"d\\x41\\n\\\"e\" f\\g 'h\\'i\\j'\r\n")).containsExactly("a",
				"b c", "dA\n\"e", "f\\g", "h'i\\j");
		assertThat(InlineArguments.split("\r\n")).isEmpty();
		assertThat(InlineArguments.split("\"\" ''")).containsExactly("", "");
		assertThat(InlineArguments.split("\"open")).isNull();
		assertThat(InlineArguments.split("'open\\'")).isNull();
		assertThat(InlineArguments.split("\"a\"b")).isNull();
		assertThat(InlineArguments.split("\"\\")).isNull();
		assertThat(InlineArguments.split("\u000b\fa\u000bb\fc \fd\r\n")).containsExactly("a\u000bb\fc", "d");
		assertThat(InlineArguments.split("a b\0c d\r\n")).containsExactly("a", "b");
	}

	@Test
	void whenCommandAuthenticatesThenIsRecognised() {
		assertThat(AuthenticationCommand.of(List.of("Auth", "t")))
			.isEqualTo(new AuthenticationCommand(null, "default", "t", null));
		assertThat(AuthenticationCommand.of(List.of("HELLO", "3", "AUTH", "u", "t", "SETNAME", "n", "auth", "v", "w")))
			.isEqualTo(new AuthenticationCommand("3", "v", "w", "n"));
		for (List<String> other : List.of(List.<String>of(), List.of("AUTH"), List.of("AUTH", "a", "b", "c"),
				List.of("HELLO"), List.of("HELLO", "3"), List.of("HELLO", "4", "AUTH", "u", "t"),
				List.of("HELLO", "3", "AUTH", "u"), List.of("HELLO", "3", "AUTH", "u", "t", "SETNAME"),
				List.of("HELLO", "AUTH", "u", "t"), List.of("GET", "AUTH"),
				List.of("HELLO", "3", "AUTH", "u", "t", "SETNAME", "a b"))) {
			assertThat(AuthenticationCommand.of(other)).as("%s", other).isNull();
		}
	}

	@Test
	void whenWordHasNulThenEndsThere() {
		assertThat(AuthenticationCommand.of(List.of("Auth\0x", "t")))
			.isEqualTo(new AuthenticationCommand(null, "default", "t", null));
		assertThat(AuthenticationCommand.of(List.of("HELLO", "3", "SetName\0", "n", "AUTH\0y", "u", "t")))
			.isEqualTo(new AuthenticationCommand("3", "u", "t", "n"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "*2\r\n$+4\r\nAUTH\r\n$1\r\nt\r\n", "*2\r\n$4 \r\nAUTH\r\n$1\r\nt\r\n",
			"*2\r\n$4\nAUTH\r\n$1\r\nt\r\n", "*2\r\n$4\r\nAUTH\r\n$01\r\nt\r\n", "*2\r\n$4\r\nAUTH\r\n$-1\r\nt\r\n",
			"*2\r\n$4\r\nAUTH\r\n$1\r\r\nt\r\n" })
	void whenLengthIsNoneToRedisThenRefuses(String bytes) {
		ByteBuf buffer = Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1);
		assertThatIllegalArgumentException().isThrownBy(() -> CommandArguments.readArray(buffer));
	}

	@Test
	void whenArrayIsIncompleteThenReadsNothing() {
		String bytes = "*2\r\n$4\r\nAUTH\r\n$1\r\nt\r\n";
		for (int length = 0; length < bytes.length(); length++) {
			ByteBuf buffer = Unpooled.copiedBuffer(bytes.substring(0, length), StandardCharsets.ISO_8859_1);
			assertThat(CommandArguments.readArray(buffer)).isNull();
			assertThat(buffer.readerIndex()).isZero();
		}
		assertThat(CommandArguments.readArray(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1)))
			.containsExactly("AUTH", "t");
	}

	@Test
	void whenBytesNeedNoLookThenScannerPassesThemOn() {
		CommandScanner scanner = new CommandScanner();
		assertScan(scanner, "*2\r\n$3\r\nGET\r\n$4\r\nau", "", CommandScanner.Stop.END);
		assertScan(scanner, "th\r\n*0\r\n*-1\r\n*1\r\n$4\r\nPING\r\n", "", CommandScanner.Stop.END);
		assertScan(scanner, "*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nAU", "*1\r\n$4\r\nAU", CommandScanner.Stop.INCOMPLETE);
		assertScan(scanner, "*3\r\n$4\r\nAuTh\r\n", "*3\r\n$4\r\nAuTh\r\n", CommandScanner.Stop.WATCHED);
		assertScan(scanner, "*2\r\n$7\r\nAUTH\0xy\r\n", "*2\r\n$7\r\nAUTH\0xy\r\n", CommandScanner.Stop.WATCHED);
		assertScan(scanner, "*2\r\n$6\r\nHello\0\r\n", "*2\r\n$6\r\nHello\0\r\n", CommandScanner.Stop.WATCHED);
		assertScan(scanner, "*1\r\n$7\r\nAUTHxyz\r\n", "", CommandScanner.Stop.END);
		assertScan(scanner, "*2\r\n$9\r\nSUBSCRIBE\r\n", "*2\r\n$9\r\nSUBSCRIBE\r\n", CommandScanner.Stop.WATCHED);
		assertScan(scanner, "*1\r\n$5\r\nhello", "*1\r\n$5\r\nhello", CommandScanner.Stop.WATCHED);
		assertScan(scanner, "*2\r\n$3\r\nGET\r\n$1", "$1", CommandScanner.Stop.INCOMPLETE);
		assertScan(scanner, "$1\r\nx\r\nPING", "PING", CommandScanner.Stop.INLINE);
	}

	private static void assertScan(CommandScanner scanner, String bytes, String rest, CommandScanner.Stop stop) {
		ByteBuf buffer = Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1);
		int end = scanner.scan(buffer);
		assertThat(bytes.substring(end)).isEqualTo(rest);
		assertThat(scanner.stop()).isEqualTo(stop);
	}

}
