package io.github.amrspring.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The database's access policy assignments: object ids, each an ACL user of redis-server
 * with a password that nobody but the front knows.
 */
final class AccessPolicyAssignments {

	private static final Pattern USER_NAME = Pattern.compile("[\\x21-\\x7e]+");

	/**
	 * Everything but what would undo the admission or the server.
	 */
	private static final List<String> RULES = List.of("~*", "&*", "+@all", "-acl", "+acl|whoami", "-shutdown",
			"-replicaof", "-slaveof", "-debug", "-module");

	private final RedisAdministration redis;

	private final Map<String, String> passwords = new ConcurrentHashMap<>();

	AccessPolicyAssignments(RedisAdministration redis) {
		this.redis = redis;
	}

	synchronized void assign(String objectId) {
		if (!USER_NAME.matcher(objectId).matches()) {
			throw new IllegalArgumentException("'" + objectId + "' cannot be a Redis user name");
		}
		if (!this.passwords.containsKey(objectId)) {
			String password = RandomText.next();
			List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", objectId, "reset", "on", ">" + password));
			command.addAll(RULES);
			this.redis.execute(command.toArray(String[]::new));
			this.passwords.put(objectId, password);
		}
	}

	synchronized void unassign(String objectId) {
		if (this.passwords.remove(objectId) != null) {
			this.redis.execute("ACL", "DELUSER", objectId);
		}
	}

	/**
	 * The internal password of an assigned identity.
	 * @param objectId the object id, as it is written in the assignment
	 * @return the password, or {@code null} if the identity is not assigned
	 */
	@Nullable String passwordOf(String objectId) {
		return this.passwords.get(objectId);
	}

}
