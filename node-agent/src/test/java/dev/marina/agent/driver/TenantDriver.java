package dev.marina.agent.driver;

import dev.marina.csi.v1.NodeExpandVolumeRequest;
import dev.marina.csi.v1.NodeExpandVolumeResponse;
import dev.marina.csi.v1.NodeGetCapabilitiesRequest;
import dev.marina.csi.v1.NodeGetCapabilitiesResponse;
import dev.marina.csi.v1.NodeGetInfoRequest;
import dev.marina.csi.v1.NodeGetInfoResponse;
import dev.marina.csi.v1.NodeGetVolumeStatsRequest;
import dev.marina.csi.v1.NodeGetVolumeStatsResponse;
import dev.marina.csi.v1.NodeGrpc;
import dev.marina.csi.v1.NodePublishVolumeRequest;
import dev.marina.csi.v1.NodePublishVolumeResponse;
import dev.marina.csi.v1.NodeServiceCapability;
import dev.marina.csi.v1.NodeStageVolumeRequest;
import dev.marina.csi.v1.NodeStageVolumeResponse;
import dev.marina.csi.v1.NodeUnpublishVolumeRequest;
import dev.marina.csi.v1.NodeUnpublishVolumeResponse;
import dev.marina.csi.v1.NodeUnstageVolumeRequest;
import dev.marina.csi.v1.NodeUnstageVolumeResponse;
import dev.marina.csi.v1.Topology;
import dev.marina.csi.v1.registration.InfoRequest;
import dev.marina.csi.v1.registration.PluginInfo;
import dev.marina.csi.v1.registration.RegistrationGrpc;
import dev.marina.csi.v1.registration.RegistrationStatus;
import dev.marina.csi.v1.registration.RegistrationStatusResponse;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A driver of a cluster's owner with its registrar, as they run in containers that have a node's `/var/lib/kubelet`: each at a socket of its
/// own. It keeps volumes in a directory of the node and shows them by links, since nobody there can mount.
final class TenantDriver implements AutoCloseable {

    /// What it was asked, as in `stage vol-1`.
    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<NodePublishVolumeRequest> published = new CopyOnWriteArrayList<>();
    final List<NodeStageVolumeRequest> staged = new CopyOnWriteArrayList<>();
    final List<RegistrationStatus> told = new CopyOnWriteArrayList<>();
    private final Path host;
    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Server driver;
    private final Server registrar;
    private final Set<NodeServiceCapability.RPC.Type> capabilities;
    volatile NodeGetInfoResponse info;
    volatile NodeGetVolumeStatsResponse stats = NodeGetVolumeStatsResponse.getDefaultInstance();
    volatile Publishing publishing = this::show;

    interface Publishing {
        void publish(NodePublishVolumeRequest request) throws IOException;
    }

    /// @param host the node's file system
    TenantDriver(Path host, String name, NodeServiceCapability.RPC.Type... capabilities) throws IOException {
        this(host, PluginInfo.newBuilder().setType("CSIPlugin").setName(name).setEndpoint("/var/lib/kubelet/plugins/" + name + "/csi.sock")
                .addSupportedVersions("1.0.0").build(), capabilities);
    }

    TenantDriver(Path host, PluginInfo said, NodeServiceCapability.RPC.Type... capabilities) throws IOException {
        this.host = host;
        this.capabilities = Set.of(capabilities);
        info = NodeGetInfoResponse.newBuilder().setNodeId("id-of-node").setMaxVolumesPerNode(7)
                .setAccessibleTopology(Topology.newBuilder().putSegments("topology." + said.getName() + "/zone", "z1")).build();
        driver = serve(Files.createDirectories(host.resolve("var/lib/kubelet/plugins/" + said.getName())).resolve("csi.sock"), new Driver());
        registrar = serve(host.resolve("var/lib/kubelet/plugins_registry/" + said.getName() + "-reg.sock"), new Registrar(said));
    }

    private Server serve(Path socket, BindableService service) throws IOException {
        return NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket)).channelType(NioServerDomainSocketChannel.class).bossEventLoopGroup(threads)
                .workerEventLoopGroup(threads).executor(Executors.newVirtualThreadPerTaskExecutor()).addService(service).build().start();
    }

    Path volume(String id) {
        return host.resolve("var/lib/volumes-of-driver").resolve(id);
    }

    /// Where it is, as the driver sees it: in its container the node's directory lies at the same path.
    private Path here(String path) {
        return host.resolve(path.substring(1));
    }

    private void show(NodePublishVolumeRequest request) throws IOException {
        Files.createDirectories(volume(request.getVolumeId()));
        Files.deleteIfExists(here(request.getTargetPath()));
        Files.createSymbolicLink(here(request.getTargetPath()), Path.of("/var/lib/volumes-of-driver", request.getVolumeId()));
    }

    private static <T> void answer(StreamObserver<T> response, T answer) {
        response.onNext(answer);
        response.onCompleted();
    }

    private final class Registrar extends RegistrationGrpc.RegistrationImplBase {

        private final PluginInfo said;

        Registrar(PluginInfo said) {
            this.said = said;
        }

        @Override
        public void getInfo(InfoRequest request, StreamObserver<PluginInfo> response) {
            answer(response, said);
        }

        @Override
        public void notifyRegistrationStatus(RegistrationStatus status, StreamObserver<RegistrationStatusResponse> response) {
            told.add(status);
            answer(response, RegistrationStatusResponse.getDefaultInstance());
        }
    }

    private final class Driver extends NodeGrpc.NodeImplBase {

        @Override
        public void nodeGetInfo(NodeGetInfoRequest request, StreamObserver<NodeGetInfoResponse> response) {
            answer(response, info);
        }

        @Override
        public void nodeGetCapabilities(NodeGetCapabilitiesRequest request, StreamObserver<NodeGetCapabilitiesResponse> response) {
            NodeGetCapabilitiesResponse.Builder all = NodeGetCapabilitiesResponse.newBuilder();
            capabilities.forEach(type -> all.addCapabilities(NodeServiceCapability.newBuilder().setRpc(NodeServiceCapability.RPC.newBuilder().setType(type))));
            answer(response, all.build());
        }

        @Override
        public void nodeStageVolume(NodeStageVolumeRequest request, StreamObserver<NodeStageVolumeResponse> response) {
            asked.add("stage " + request.getVolumeId());
            staged.add(request);
            answer(response, NodeStageVolumeResponse.getDefaultInstance());
        }

        @Override
        public void nodePublishVolume(NodePublishVolumeRequest request, StreamObserver<NodePublishVolumeResponse> response) {
            asked.add("publish " + request.getVolumeId());
            published.add(request);
            try {
                publishing.publish(request);
                answer(response, NodePublishVolumeResponse.getDefaultInstance());
            } catch (IOException failure) {
                response.onError(Status.INTERNAL.withDescription(failure.getMessage()).asRuntimeException());
            }
        }

        @Override
        public void nodeUnpublishVolume(NodeUnpublishVolumeRequest request, StreamObserver<NodeUnpublishVolumeResponse> response) {
            asked.add("unpublish " + request.getVolumeId());
            try {
                Files.deleteIfExists(here(request.getTargetPath()));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            answer(response, NodeUnpublishVolumeResponse.getDefaultInstance());
        }

        @Override
        public void nodeGetVolumeStats(NodeGetVolumeStatsRequest request, StreamObserver<NodeGetVolumeStatsResponse> response) {
            answer(response, stats);
        }

        @Override
        public void nodeExpandVolume(NodeExpandVolumeRequest request, StreamObserver<NodeExpandVolumeResponse> response) {
            asked.add("expand %s to %d".formatted(request.getVolumeId(), request.getCapacityRange().getRequiredBytes()));
            answer(response, NodeExpandVolumeResponse.getDefaultInstance());
        }

        @Override
        public void nodeUnstageVolume(NodeUnstageVolumeRequest request, StreamObserver<NodeUnstageVolumeResponse> response) {
            asked.add("unstage " + request.getVolumeId());
            answer(response, NodeUnstageVolumeResponse.getDefaultInstance());
        }
    }

    @Override
    public void close() {
        registrar.shutdownNow();
        driver.shutdownNow();
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
