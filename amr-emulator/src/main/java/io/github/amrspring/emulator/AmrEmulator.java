package io.github.amrspring.emulator;

import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * Azure Managed Redis and Microsoft Entra ID on one machine, in front of a real
 * redis-server, for development and tests without Azure.
 * <p>
 * Everything listens on loopback and free ports. Many emulators can run at once, in one
 * JVM or in several. Safe for use by many threads; its own are daemons whose names begin
 * with {@code amr-emulator-}.
 *
 * @since 0.1.0
 */
public final class AmrEmulator implements AutoCloseable {

	private final Closeables closeables = new Closeables();

	private final ActiveFaults faults = new ActiveFaults();

	private final BoundedLog<ReceivedRequest> requests = new BoundedLog<>();

	private final BoundedLog<String> tokens = new BoundedLog<>();

	private final EmulatorCertificates certificates;

	private final Directory directory;

	private final TokenIssuer issuer;

	private final AuthenticationGate gate;

	private final IdentityServer identity;

	private final RedisFront front;

	private AmrEmulator(EmulatorOptions options, @Nullable String searchPath) throws IOException {
		Clock clock = Clock.systemUTC();
		try {
			this.certificates = new EmulatorCertificates(clock);
			RedisServer redis = this.closeables.add(RedisServer.start(searchPath));
			AccessPolicyAssignments assignments = new AccessPolicyAssignments(redis.administration());
			this.directory = new Directory(assignments);
			SigningKey key = new SigningKey(EmulatorCertificates.newSigningKeyPair());
			this.issuer = new TokenIssuer(clock, key, this.faults, this.tokens, options.tokenLifetime());
			this.gate = new AuthenticationGate(new TokenVerifier(clock, key), assignments, this.faults);
			this.front = this.closeables.add(new RedisFront(clock, this.certificates, redis.port(), this.gate));
			this.identity = this.closeables.add(new IdentityServer(this.certificates));
			this.identity.start(handler(new EntraTokenEndpoint(clock, this.directory, this.issuer)),
					handler(new InstanceMetadataEndpoint(clock, this.directory, this.issuer)), key.toJwkSet());
		}
		catch (IOException | RuntimeException ex) {
			this.closeables.close();
			throw ex;
		}
	}

	private TokenRequestHandler handler(TokenEndpoint endpoint) {
		return new TokenRequestHandler(endpoint, this.faults, this.requests);
	}

	/**
	 * Starts an emulator with the default options.
	 * @return an emulator that is ready for connections and token requests
	 * @throws IllegalStateException if it does not start
	 */
	public static AmrEmulator start() {
		return start(EmulatorOptions.defaults());
	}

	/**
	 * Starts an emulator.
	 * @param options what to start it with
	 * @return an emulator that is ready for connections and token requests
	 * @throws IllegalStateException if it does not start; a redis-server that fails is
	 * quoted
	 */
	public static AmrEmulator start(EmulatorOptions options) {
		return start(options, System.getenv("PATH"));
	}

	static AmrEmulator start(EmulatorOptions options, @Nullable String searchPath) {
		try {
			return new AmrEmulator(options, searchPath);
		}
		catch (IOException ex) {
			throw new IllegalStateException("The AMR emulator did not start: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Host of both TLS servers.
	 * @return {@code localhost}, the only name in their certificate
	 */
	public String host() {
		return EmulatorCertificates.HOST;
	}

	/**
	 * Port of Redis, which speaks TLS only.
	 * @return a loopback port
	 */
	public int port() {
		return this.front.port();
	}

	/**
	 * Address of Redis.
	 * @return {@code host:port}
	 */
	public String endpoint() {
		return host() + ":" + port();
	}

	/**
	 * Authority host: the v2.0 token endpoint is at {@code /{tenant}/oauth2/v2.0/token}
	 * below it. Clients must not ask Entra ID itself about the authority, that is, must
	 * have instance discovery disabled.
	 * @return {@code https://localhost:port}
	 */
	public URI authority() {
		return this.identity.authority();
	}

	/**
	 * Instance Metadata Service: managed identities get tokens at
	 * {@code /metadata/identity/oauth2/token} below it. azure-identity is pointed there
	 * with the environment variable {@code AZURE_POD_IDENTITY_AUTHORITY_HOST}.
	 * @return {@code http://127.0.0.1:port}
	 */
	public URI imds() {
		return this.identity.imds();
	}

	/**
	 * The certificate authority that was made for this emulator.
	 * @return the certificate that clients must trust
	 */
	public X509Certificate certificateAuthority() {
		return this.certificates.certificateAuthority();
	}

	/**
	 * TLS for clients of both TLS servers.
	 * @return a context that trusts {@link #certificateAuthority()} only
	 */
	public SSLContext sslContext() {
		return this.certificates.clientContext();
	}

	/**
	 * The identities that the emulator knows.
	 * @return the directory
	 */
	public Directory directory() {
		return this.directory;
	}

	/**
	 * Sets the life of the tokens that are issued from now on. Claims have whole seconds:
	 * a token expires up to one second later than this.
	 * @param lifetime the lifetime; positive
	 * @throws IllegalArgumentException if the lifetime is zero or negative
	 */
	public void tokenLifetime(Duration lifetime) {
		this.issuer.lifetime(lifetime);
	}

	/**
	 * Puts a fault in force until {@link #heal()}. It replaces an earlier one of its
	 * kind; faults for a number of requests go before it.
	 * @param fault the fault
	 */
	public void inject(Fault fault) {
		this.faults.add(fault);
	}

	/**
	 * Puts a fault in force for the next requests that it applies to, after those that
	 * were injected like this before.
	 * @param fault the fault
	 * @param requests how many requests; at least one
	 * @throws IllegalArgumentException if the number is less than one
	 */
	public void inject(Fault fault, int requests) {
		this.faults.add(fault, requests);
	}

	/**
	 * Removes every fault. Requests that hang or are delayed are answered now.
	 */
	public void heal() {
		this.faults.heal();
	}

	/**
	 * Closes every Redis connection, and returns when they are closed.
	 */
	public void cutConnections() {
		this.front.connections().cut();
	}

	/**
	 * What the emulator has seen so far.
	 * @return a snapshot
	 */
	public Statistics statistics() {
		RedisConnections connections = this.front.connections();
		return new Statistics(connections.open(), connections.total(), this.gate.accepted(), this.gate.refused(),
				this.front.cutForExpiry(), this.requests.total(), this.tokens.total());
	}

	/**
	 * The token requests so far, answered or not.
	 * @return the newest 10,000, oldest first
	 */
	public List<TokenRequest> tokenRequests() {
		return this.requests.entries().stream().map(ReceivedRequest::toTokenRequest).toList();
	}

	/**
	 * The tokens that were issued, for tests that look for them where they must not be.
	 * @return the newest 10,000, newest last
	 */
	public List<String> issuedTokens() {
		return this.tokens.entries();
	}

	/**
	 * Stops redis-server and all threads, closes all ports and deletes all files. Does
	 * nothing the second time.
	 * @throws IllegalStateException if something could not be closed; the rest is
	 */
	@Override
	public void close() {
		this.closeables.close();
	}

}
