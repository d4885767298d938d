package io.github.amrspring.emulator;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

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
				List.of("HELLO", "AUTH", "u", "t"), List.of("GET", "AUTH"))) {
			assertThat(AuthenticationCommand.of(other)).as("%s", other).isNull();
		}
	}

	@Test
	void whenBytesNeedNoLookThenScannerPassesThemOn() {
		CommandScanner scanner = new CommandScanner();
		assertScan(scanner, "*2\r\n$3\r\nGET\r\n$4\r\nau", "", CommandScanner.Stop.END);
		assertScan(scanner, "th\r\n*0\r\n*-1\r\n*1\r\n$4\r\nPING\r\n", "", CommandScanner.Stop.END);
		assertScan(scanner, "*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nAU", "*1\r\n$4\r\nAU", CommandScanner.Stop.INCOMPLETE);
		assertScan(scanner, "*3\r\n$4\r\nAuTh\r\n", "*3\r\n$4\r\nAuTh\r\n", CommandScanner.Stop.AUTHENTICATION);
		assertScan(scanner, "*1\r\n$5\r\nhello", "*1\r\n$5\r\nhello", CommandScanner.Stop.AUTHENTICATION);
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
