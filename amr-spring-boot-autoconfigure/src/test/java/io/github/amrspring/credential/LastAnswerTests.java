package io.github.amrspring.credential;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.azure.core.util.Context;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LastAnswer}.
 */
class LastAnswerTests {

	private final LastAnswer answer = new LastAnswer(
			Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));

	@Test
	void whenThereWasNoAnswerThenStatusIsZero() {
		assertThat(this.answer.status()).isZero();
		assertThat(this.answer.retryAfter()).isNull();
	}

	@Test
	void whenAnsweredThenRemembersStatus() {
		receive(LoopbackAnswer.of(503));
		assertThat(this.answer.status()).isEqualTo(503);
		assertThat(this.answer.retryAfter()).isNull();
	}

	@Test
	void whenAnsweredAsynchronouslyThenRemembersToo() {
		pipeline(LoopbackAnswer.of(429, "7")).send(request()).block();
		assertThat(this.answer.status()).isEqualTo(429);
		assertThat(this.answer.retryAfter()).isEqualTo(Duration.ofSeconds(7));
	}

	@Test
	void whenAnsweredTwiceThenRemembersLast() {
		receive(LoopbackAnswer.of(429, "7"));
		receive(LoopbackAnswer.of(200));
		assertThat(this.answer.status()).isEqualTo(200);
		assertThat(this.answer.retryAfter()).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			0                             | PT0S
			1                             | PT1S
			120                           | PT2M
			007                           | PT7S
			2147483647                    | PT596523H14M7S
			Thu, 01 Jan 2026 00:00:30 GMT | PT30S
			Thu, 01 Jan 2026 00:00:00 GMT | PT0S
			Wed, 31 Dec 2025 23:59:00 GMT | PT-1M
			Fri, 2 Jan 2026 00:00:00 GMT  | PT24H
			""")
	void whenAnswerAsksToWaitThenRemembersHowLong(String value, Duration wait) {
		receive(LoopbackAnswer.of(429, value));
		assertThat(this.answer.retryAfter()).isEqualTo(wait);
	}

	@Test
	void whenValueHasSpacesAroundThenTheyDoNotMatter() {
		receive(LoopbackAnswer.of(429, "  5 "));
		assertThat(this.answer.retryAfter()).isEqualTo(Duration.ofSeconds(5));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "soon", "-1", "-120", "+5", "1.5", "5s", "0x10", "2147483648",
			"99999999999999999999999999", "2026-01-01T00:00:30Z", "Thu, 32 Jan 2026 00:00:30 GMT",
			"Mon, 01 Jan 2026 00:00:30 GMT", "Thursday, 01-Jan-26 00:00:30 GMT", "1,2" })
	void whenValueIsUnreadableThenItIsAsGoodAsNone(String value) {
		receive(LoopbackAnswer.of(429, value));
		assertThat(this.answer.status()).isEqualTo(429);
		assertThat(this.answer.retryAfter()).isNull();
	}

	private void receive(HttpClient client) {
		pipeline(client).sendSync(request(), Context.NONE).close();
	}

	private HttpPipeline pipeline(HttpClient client) {
		return new HttpPipelineBuilder().httpClient(client).policies(this.answer).build();
	}

	private static HttpRequest request() {
		return new HttpRequest(HttpMethod.POST, "https://login.example/token");
	}

}
