package dev.marina.agent.probe;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.fabric8.kubernetes.api.model.GRPCAction;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Asks `grpc.health.v1.Health/Check`: success is `SERVING`. The connection is made by the dialer, inside the node's network, and
/// handed to gRPC open.
final class GrpcProbe {

    private static final EventLoopGroup THREADS = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("grpc-probes", true), NioIoHandler.newFactory());
    private static final MethodDescriptor<String, Integer> CHECK = MethodDescriptor.<String, Integer>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY).setFullMethodName("grpc.health.v1.Health/Check")
            .setRequestMarshaller(new Request()).setResponseMarshaller(new Response()).build();
    private static final String[] STATUS = {"UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"};
    private static final int SERVING = 1;
    /// Of `service` in the request and of `status` in the response.
    private static final int ONLY_FIELD = 1;

    private final Dialer dialer;

    GrpcProbe(Dialer dialer) {
        this.dialer = dialer;
    }

    ProbeResult check(GRPCAction action, String podIp, Duration timeout) {
        Deadline deadline = Deadline.in(timeout);
        InetSocketAddress target = new InetSocketAddress(podIp, action.getPort());
        SocketChannel connection;
        try {
            connection = dialer.connect(target, timeout);
        } catch (IOException failure) {
            return ProbeResult.failure("timeout: failed to connect service \"%s:%d\" within %ds: %s".formatted(podIp, action.getPort(), timeout.toSeconds(),
                    Ports.words(failure)));
        }
        ManagedChannel channel = NettyChannelBuilder.forAddress(target).usePlaintext().userAgent("kube-probe/1.36").eventLoopGroup(THREADS)
                .channelFactory(() -> new Connected(connection)).build();
        try {
            int status = ClientCalls.blockingUnaryCall(channel, CHECK, CallOptions.DEFAULT.withDeadlineAfter(deadline.left().toNanos(), TimeUnit.NANOSECONDS),
                    Optional.ofNullable(action.getService()).orElse(""));
            return status == SERVING ? ProbeResult.SUCCESS : ProbeResult.failure("service unhealthy (responded with \"%s\")".formatted(name(status)));
        } catch (StatusRuntimeException refused) {
            return ProbeResult.failure(switch (refused.getStatus().getCode()) {
                case UNIMPLEMENTED ->
                    "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): " + refused.getStatus().getDescription();
                case DEADLINE_EXCEEDED -> "timeout: health rpc did not complete within %ds".formatted(timeout.toSeconds());
                default -> "error: health rpc probe failed: " + refused.getMessage();
            });
        } finally {
            channel.shutdownNow();
            closeQuietly(connection);
        }
    }

    private static String name(int status) {
        return status >= 0 && status < STATUS.length ? STATUS[status] : Integer.toString(status);
    }

    private static void closeQuietly(SocketChannel connection) {
        try {
            connection.close();
        } catch (IOException _) {
            // it was to end anyway
        }
    }

    /// Is connected before gRPC asks for it.
    private static final class Connected extends NioSocketChannel {
        Connected(SocketChannel channel) {
            super(null, channel);
        }

        @Override
        protected boolean doConnect(SocketAddress remote, SocketAddress local) {
            return true;
        }
    }

    private static final class Request implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String service) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                CodedOutputStream out = CodedOutputStream.newInstance(bytes);
                if (!service.isEmpty()) {
                    out.writeString(ONLY_FIELD, service);
                }
                out.flush();
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return new ByteArrayInputStream(bytes.toByteArray());
        }

        @Override
        public String parse(InputStream stream) {
            throw new UnsupportedOperationException("probes only ask");
        }
    }

    private static final class Response implements MethodDescriptor.Marshaller<Integer> {
        @Override
        public InputStream stream(Integer status) {
            throw new UnsupportedOperationException("probes only ask");
        }

        @Override
        public Integer parse(InputStream stream) {
            int status = 0;
            try {
                CodedInputStream in = CodedInputStream.newInstance(stream);
                for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                    if (WireFormat.getTagFieldNumber(tag) == ONLY_FIELD) {
                        status = in.readEnum();
                    } else {
                        in.skipField(tag);
                    }
                }
            } catch (IOException malformed) {
                throw new UncheckedIOException(malformed);
            }
            return status;
        }
    }
}
