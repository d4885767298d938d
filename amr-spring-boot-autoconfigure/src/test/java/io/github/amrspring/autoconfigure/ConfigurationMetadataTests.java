package io.github.amrspring.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what an editor shows about the properties.
 */
class ConfigurationMetadataTests {

	private final Map<String, JSONObject> properties = read();

	@Test
	void whenPropertyIsOursThenItHasADescription() {
		assertThat(this.properties).isNotEmpty()
			.allSatisfy((name, property) -> assertThat(property.optString("description")).as(name).isNotBlank());
	}

	@Test
	void whenDescribedThenStartsWithoutAnArticle() {
		assertThat(this.properties)
			.allSatisfy((name, property) -> assertThat(property.optString("description")).as(name)
				.doesNotStartWith("The ")
				.doesNotStartWith("A ")
				.doesNotStartWith("An "));
	}

	@Test
	void whenDescribedThenIsASentence() {
		assertThat(this.properties)
			.allSatisfy((name, property) -> assertThat(property.optString("description")).as(name).endsWith("."));
	}

	@Test
	void whenBooleanThenDescriptionStartsWithWhether() {
		assertThat(this.properties.values())
			.filteredOn((property) -> "java.lang.Boolean".equals(property.optString("type")))
			.isNotEmpty()
			.allSatisfy((property) -> assertThat(property.optString("description")).startsWith("Whether "));
	}

	@ParameterizedTest
	@CsvSource({ "amr.enabled, true", "amr.cluster-policy, oss", "amr.identity.cloud, public",
			"amr.identity.instance-discovery-enabled, true", "amr.refresh.ratio, 0.75", "amr.refresh.lower-bound, 5m",
			"amr.refresh.request-timeout, 15s", "amr.refresh.reauthentication-spread, 10s",
			"amr.refresh.startup-timeout, 10s", "amr.refresh.fail-fast, false", "amr.retry.number-of-retries, 3",
			"amr.retry.min-delay, 100ms", "amr.retry.max-delay, 30s", "amr.retry.exponent-base, 2",
			"amr.emulator.enabled, true", "amr.emulator.token-lifetime, 1h", "management.health.amr.enabled, true" })
	void whenPropertyHasDefaultThenItIsTheDocumentedOne(String name, String value) {
		assertThat(this.properties).containsKey(name);
		assertThat(this.properties.get(name)).extracting((property) -> property.opt("defaultValue"))
			.asString()
			.matches("(?i)" + value + "(\\.0)?");
	}

	@ParameterizedTest
	@ValueSource(strings = { "amr.endpoint", "amr.identity.type", "amr.identity.tenant-id", "amr.identity.client-id",
			"amr.identity.object-id", "amr.identity.resource-id", "amr.identity.client-secret",
			"amr.identity.certificate.location", "amr.identity.certificate.base64", "amr.identity.certificate.password",
			"amr.identity.authority-host", "amr.identity.username" })
	void whenPropertyHasNoDefaultThenThereIsNone(String name) {
		assertThat(this.properties).containsKey(name);
		assertThat(this.properties.get(name)).matches((property) -> !property.has("defaultValue"));
	}

	@Test
	void whenScopesAreNotSetThenTheyAreThoseOfRedis() {
		assertThat(this.properties).containsKey("amr.identity.scopes");
		assertThat(new AmrProperties().getIdentity().getScopes()).containsExactly("https://redis.azure.com/.default");
	}

	private static Map<String, JSONObject> read() {
		Map<String, JSONObject> properties = new LinkedHashMap<>();
		try {
			for (URL url : Collections.list(
					AmrProperties.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
				JSONArray candidates = parse(url).getJSONArray("properties");
				for (int i = 0; i < candidates.length(); i++) {
					JSONObject candidate = candidates.getJSONObject(i);
					String name = candidate.getString("name");
					if (name.startsWith("amr.") || name.startsWith("management.health.amr.")) {
						properties.put(name, candidate);
					}
				}
			}
			return properties;
		}
		catch (IOException | JSONException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static JSONObject parse(URL url) throws IOException, JSONException {
		try (InputStream content = url.openStream()) {
			return new JSONObject(new String(content.readAllBytes(), StandardCharsets.UTF_8));
		}
	}

}
