package io.github.amrspring.sample;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Counts visits.
 */
@RestController
class VisitsController {

	private final StringRedisTemplate redis;

	VisitsController(StringRedisTemplate redis) {
		this.redis = redis;
	}

	@GetMapping("/visits/{name}")
	Visits visit(@PathVariable String name) {
		return new Visits(name, this.redis.opsForValue().increment("visits:" + name));
	}

	record Visits(String name, @Nullable Long visits) {

	}

}
