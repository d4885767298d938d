package io.github.amrspring.autoconfigure;

/**
 * Cluster policies of an Azure Managed Redis database.
 *
 * @since 0.1.0
 */
public enum ClusterPolicy {

	/**
	 * The client talks to every shard; Azure's default.
	 */
	OSS,

	/**
	 * The client talks to one endpoint, which passes commands on to the shards.
	 */
	ENTERPRISE,

	/**
	 * The database has one shard.
	 */
	NON_CLUSTERED

}
