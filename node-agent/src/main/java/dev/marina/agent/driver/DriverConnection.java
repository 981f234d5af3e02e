package dev.marina.agent.driver;

import dev.marina.csi.v1.NodeGrpc;
import dev.marina.csi.v1.registration.RegistrationGrpc;
import dev.marina.linux.fs.HeldFile;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Some calls of one socket, which is held meanwhile: should another take its name, these calls do not reach that.
final class DriverConnection implements AutoCloseable {

    private static final int MOST_ANSWERED_BYTES = 1 << 20;
    private static final int MOST_METADATA_BYTES = 8 << 10;
    private static final int WINDOW_BYTES = 64 << 10;
    private static final int CONNECTED_WITHIN_MILLIS = 5_000;

    private final HeldFile socket;
    private final ManagedChannel channel;

    /// @param socket closed with the connection
    DriverConnection(HeldFile socket, EventLoopGroup threads) {
        this.socket = socket;
        channel = NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket.path()))
                .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
                .eventLoopGroup(threads).overrideAuthority("localhost").usePlaintext().withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECTED_WITHIN_MILLIS)
                .maxInboundMessageSize(MOST_ANSWERED_BYTES).maxInboundMetadataSize(MOST_METADATA_BYTES).flowControlWindow(WINDOW_BYTES).disableRetry().build();
    }

    NodeGrpc.NodeBlockingStub node(Duration limit) {
        return NodeGrpc.newBlockingStub(channel).withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    RegistrationGrpc.RegistrationBlockingStub registration(Duration limit) {
        return RegistrationGrpc.newBlockingStub(channel).withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        socket.close();
    }
}
