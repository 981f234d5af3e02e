package dev.marina.agent.runtime;

import dev.marina.cri.containerd.SnapshotsGrpc;
import dev.marina.cri.v1.ImageServiceGrpc;
import dev.marina.cri.v1.RuntimeServiceGrpc;
import dev.marina.cri.v1.VersionRequest;
import dev.marina.cri.v1.VersionResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A container runtime that speaks CRI, by its socket. It may come later than this and go meanwhile: each call finds it anew, has a limit, and
/// fails in its words.
public final class CriClient implements AutoCloseable {

    static final Duration ANSWER_LIMIT = Duration.ofMinutes(2);
    private static final Duration PING_LIMIT = Duration.ofSeconds(10);
    private static final int MOST_OF_AN_ANSWER = 32 << 20;
    private static final long LONGEST_RECONNECT_MILLIS = 500;
    private static final Metadata.Key<String> NAMESPACE = Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER);
    /// In which containerd keeps what it does for CRI.
    static final String KUBERNETES = "k8s.io";

    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Path socket;
    private final ManagedChannel channel;

    public CriClient(Path socket) {
        this.socket = socket;
        channel = NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket)).channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
                .eventLoopGroup(threads).overrideAuthority("localhost").usePlaintext().maxInboundMessageSize(MOST_OF_AN_ANSWER).build();
    }

    Path socket() {
        return socket;
    }

    RuntimeServiceGrpc.RuntimeServiceBlockingStub runtime() {
        return runtimeFor(ANSWER_LIMIT);
    }

    /// For what takes its time.
    RuntimeServiceGrpc.RuntimeServiceBlockingStub runtimeFor(Duration limit) {
        return RuntimeServiceGrpc.newBlockingStub(channel).withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    ImageServiceGrpc.ImageServiceBlockingStub images(Duration limit) {
        return ImageServiceGrpc.newBlockingStub(channel).withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// containerd's own.
    SnapshotsGrpc.SnapshotsBlockingStub snapshots() {
        Metadata headers = new Metadata();
        headers.put(NAMESPACE, KUBERNETES);
        return SnapshotsGrpc.newBlockingStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .withDeadlineAfter(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Throws [RuntimeFailure] when nobody answers.
    public void ping() {
        version();
    }

    /// As the API shows it, such as `containerd://1.6.20`.
    public String version() {
        // Not the next attempt of a channel that has been refused often.
        channel.resetConnectBackoff();
        VersionResponse answer = call(() -> runtimeFor(PING_LIMIT).version(VersionRequest.newBuilder().setVersion("0.1.0").build()));
        return answer.getRuntimeName() + "://" + answer.getRuntimeVersion();
    }

    /// Throws [RuntimeFailure] in the runtime's words.
    static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException failure) {
            throw failure(failure);
        }
    }

    /// Empty when the runtime does not know the thing.
    static <T> Optional<T> find(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (StatusRuntimeException failure) {
            if (failure.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw failure(failure);
        }
    }

    private static RuntimeFailure failure(StatusRuntimeException failure) {
        if (Thread.currentThread().isInterrupted()) {
            return new RuntimeFailure("interrupted: call of the container runtime", failure);
        }
        String words = Optional.ofNullable(failure.getStatus().getDescription()).orElse(failure.getStatus().getCode().name());
        return new RuntimeFailure(switch (failure.getStatus().getCode()) {
            case UNAVAILABLE -> "container runtime: no answer: " + words;
            case DEADLINE_EXCEEDED -> "container runtime: no answer in time: " + words;
            default -> words;
        }, failure);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        threads.shutdownGracefully(0, LONGEST_RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
    }
}
