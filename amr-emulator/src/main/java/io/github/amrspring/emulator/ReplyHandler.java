package io.github.amrspring.emulator;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to redis-server: copies what it sends to the client, no faster than the
 * client takes it.
 */
// A failed write closes its channel, and nothing is left to do when a close fails.
@SuppressWarnings("FutureReturnValueIgnored")
final class ReplyHandler extends ChannelInboundHandlerAdapter {

	private static final Logger logger = LoggerFactory.getLogger(ReplyHandler.class);

	private final Channel client;

	ReplyHandler(Channel client) {
		this.client = client;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.client.write(message);
		if (!this.client.isWritable()) {
			context.channel().config().setAutoRead(false);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		this.client.flush();
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		this.client.config().setAutoRead(context.channel().isWritable());
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		logger.debug("Closing the connection to redis-server of {}", this.client, cause);
		context.close();
	}

}
