package io.github.amrspring.emulator;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: after the TLS handshake it opens one to redis-server on the
 * same thread, then forwards commands no faster than redis-server takes them.
 */
// A failed write closes its channel, and nothing is left to do when a close fails.
@SuppressWarnings("FutureReturnValueIgnored")
final class ClientHandler extends ChannelDuplexHandler {

	private static final Logger logger = LoggerFactory.getLogger(ClientHandler.class);

	private final int redisPort;

	private final RedisConnections connections;

	private final CommandForwarder commands;

	private final ConnectionExpiry expiry;

	private @Nullable Channel redis;

	private boolean closing;

	ClientHandler(int redisPort, RedisConnections connections, CommandForwarder commands, ConnectionExpiry expiry) {
		this.redisPort = redisPort;
		this.connections = connections;
		this.commands = commands;
		this.expiry = expiry;
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
			this.connections.established(context.channel());
			connect(context.channel());
		}
		context.fireUserEventTriggered(event);
	}

	private void connect(Channel client) {
		client.config().setAutoRead(false);
		new Bootstrap().group(client.eventLoop())
			.channel(NioSocketChannel.class)
			.handler(new ReplyHandler(client))
			.connect(Loopback.ADDRESS, this.redisPort)
			.addListener((ChannelFuture connected) -> {
				if (connected.isSuccess() && client.isActive() && !this.closing) {
					start(client, connected.channel());
				}
				else {
					logger.debug("No connection to redis-server for {}", client, connected.cause());
					connected.channel().close();
					client.close();
				}
			});
	}

	private void start(Channel client, Channel redis) {
		this.redis = redis;
		this.commands.forward(Unpooled.EMPTY_BUFFER, redis::write);
		redis.flush();
		client.config().setAutoRead(redis.isWritable());
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.closing) {
			ReferenceCountUtil.release(message);
			return;
		}
		if (this.redis == null) {
			this.commands.hold((ByteBuf) message);
			return;
		}
		this.commands.forward((ByteBuf) message, this.redis::write);
		if (!this.redis.isWritable()) {
			context.channel().config().setAutoRead(false);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.redis != null) {
			this.redis.flush();
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (this.redis != null) {
			this.redis.config().setAutoRead(context.channel().isWritable());
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.expiry.cancel();
		this.commands.release();
		if (this.redis != null) {
			this.redis.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
		}
	}

	/**
	 * Ends the connection to redis-server first: TLS waits a while for a client that does
	 * not read, and what that client sends meanwhile must not be executed.
	 */
	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		this.closing = true;
		context.channel().config().setAutoRead(false);
		if (this.redis != null) {
			this.redis.close();
		}
		context.close(promise);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		logger.debug("Closing the connection of {}", context.channel(), cause);
		context.channel().close();
	}

}
