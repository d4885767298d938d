package io.github.amrspring.autoconfigure;

import com.azure.core.http.HttpClient;
import io.github.amrspring.credential.Identity;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;

/**
 * Details of a connection to Azure Managed Redis with Microsoft Entra ID tokens: those of
 * every Redis, and how the identity side is reached. A bean of this type switches token
 * authentication on.
 *
 * @since 0.1.0
 */
public interface AmrConnectionDetails extends DataRedisConnectionDetails {

	/**
	 * Return the cluster policy of the database.
	 * @return the cluster policy
	 */
	ClusterPolicy getClusterPolicy();

	/**
	 * Return the identity to use where the properties name none.
	 * @return the identity, or {@code null} if the properties have to name one
	 */
	default @Nullable Identity getDefaultIdentity() {
		return null;
	}

	/**
	 * Return what sends every request for a token, where that is not the network: an
	 * emulator in this process, which gets to know the identity on the way.
	 * @param identity the identity that the requests are for
	 * @return the client, or {@code null} to reach Microsoft Entra ID
	 */
	default @Nullable HttpClient getIdentityHttpClient(Identity identity) {
		return null;
	}

}
