package io.github.amrspring.emulator;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The TLS server that stands before redis-server. TLS 1.2 and 1.3, as with the service.
 */
final class RedisFront implements AutoCloseable {

	private static final int BACKLOG = 1024;

	private static final long SHUTDOWN_SECONDS = 5;

	private final Clock clock;

	private final int redisPort;

	private final AuthenticationGate gate;

	private final RedisConnections connections = new RedisConnections();

	private final LongAdder cutForExpiry = new LongAdder();

	private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(
			new DefaultThreadFactory("amr-emulator-redis", true), NioIoHandler.newFactory());

	private final Channel server;

	/**
	 * Starts to accept connections.
	 * @throws IOException if there is no port
	 */
	RedisFront(Clock clock, EmulatorCertificates certificates, int redisPort, AuthenticationGate gate)
			throws IOException {
		this.clock = clock;
		this.redisPort = redisPort;
		this.gate = gate;
		SslContext tls = SslContextBuilder.forServer(certificates.serverKeys())
			.sslProvider(SslProvider.JDK)
			.protocols("TLSv1.3", "TLSv1.2")
			.build();
		ChannelFuture bound = new ServerBootstrap().group(this.threads)
			.channel(NioServerSocketChannel.class)
			.option(ChannelOption.SO_BACKLOG, BACKLOG)
			.childHandler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel client) {
					RedisFront.this.connections.accepted(client);
					client.pipeline().addLast(tls.newHandler(client.alloc()), newHandler(client));
				}

			})
			.bind(Loopback.ADDRESS, 0)
			.awaitUninterruptibly();
		this.server = bound.channel();
		if (!bound.isSuccess()) {
			close();
			throw new IOException("The TLS front for Redis found no port", bound.cause());
		}
	}

	private ClientHandler newHandler(Channel client) {
		ConnectionExpiry expiry = new ConnectionExpiry(client, this.clock, this.cutForExpiry);
		return new ClientHandler(this.redisPort, this.connections, new CommandForwarder(this.gate, expiry::closeAt),
				expiry);
	}

	int port() {
		return ((InetSocketAddress) this.server.localAddress()).getPort();
	}

	RedisConnections connections() {
		return this.connections;
	}

	long cutForExpiry() {
		return this.cutForExpiry.sum();
	}

	/**
	 * Closes connections before threads: a thread that ends amid a connection's set-up
	 * leaves it open.
	 */
	@Override
	public void close() {
		this.server.close().awaitUninterruptibly();
		this.connections.stop();
		this.threads.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
	}

}
