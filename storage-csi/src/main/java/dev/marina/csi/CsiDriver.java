package dev.marina.csi;

import dev.marina.csi.rpc.ControllerExpandVolume;
import dev.marina.csi.rpc.ControllerGetCapabilities;
import dev.marina.csi.rpc.ControllerGetVolume;
import dev.marina.csi.rpc.ControllerModifyVolume;
import dev.marina.csi.rpc.CreateSnapshot;
import dev.marina.csi.rpc.CreateVolume;
import dev.marina.csi.rpc.CreateVolumeGroupSnapshot;
import dev.marina.csi.rpc.CsiFailure;
import dev.marina.csi.rpc.DeleteSnapshot;
import dev.marina.csi.rpc.DeleteVolume;
import dev.marina.csi.rpc.DeleteVolumeGroupSnapshot;
import dev.marina.csi.rpc.GetCapacity;
import dev.marina.csi.rpc.GetPluginCapabilities;
import dev.marina.csi.rpc.GetPluginInfo;
import dev.marina.csi.rpc.GetSnapshot;
import dev.marina.csi.rpc.GetVolumeGroupSnapshot;
import dev.marina.csi.rpc.GroupControllerGetCapabilities;
import dev.marina.csi.rpc.ListSnapshots;
import dev.marina.csi.rpc.ListVolumes;
import dev.marina.csi.rpc.NodeExpandVolume;
import dev.marina.csi.rpc.NodeGetCapabilities;
import dev.marina.csi.rpc.NodeGetInfo;
import dev.marina.csi.rpc.NodeGetVolumeStats;
import dev.marina.csi.rpc.NodePublishVolume;
import dev.marina.csi.rpc.NodeStageVolume;
import dev.marina.csi.rpc.NodeUnpublishVolume;
import dev.marina.csi.rpc.NodeUnstageVolume;
import dev.marina.csi.rpc.Probe;
import dev.marina.csi.rpc.Rpc;
import dev.marina.csi.rpc.Storage;
import dev.marina.csi.rpc.ValidateVolumeCapabilities;
import dev.marina.csi.rpc.VolumeContents;
import dev.marina.csi.v1.ControllerGrpc;
import dev.marina.csi.v1.GroupControllerGrpc;
import dev.marina.csi.v1.IdentityGrpc;
import dev.marina.csi.v1.NodeGrpc;
import dev.marina.csi.volume.VolumeBackend;
import dev.marina.csi.volume.VolumeStates;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The driver: four gRPC services on a Unix socket that only its owner may open.
public final class CsiDriver implements AutoCloseable {

    public static final String NAME = "csi.marina.dev";
    public static final String TOPOLOGY_KEY = "topology.csi.marina.dev/machine";
    public static final String VERSION = "1.0.0";
    private static final Logger LOG = LoggerFactory.getLogger(CsiDriver.class);

    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Server server;
    private final VolumeContents contents;

    /// Serves at the socket; one that a dead driver left is replaced.
    public CsiDriver(Path socket, String machine, VolumeStates states, VolumeBackend backend) throws IOException {
        Storage storage = new Storage(NAME, VERSION, machine, TOPOLOGY_KEY, states, backend);
        storage.removeUnfinished();
        contents = new VolumeContents(storage);
        Files.createDirectories(socket.getParent());
        Files.deleteIfExists(socket);
        server = NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket)).channelType(NioServerDomainSocketChannel.class)
                .bossEventLoopGroup(threads).workerEventLoopGroup(threads).executor(Executors.newVirtualThreadPerTaskExecutor())
                .addService(identity(storage)).addService(controller(storage)).addService(groupController(storage)).addService(node(storage)).build().start();
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        LOG.atInfo().addKeyValue("socket", socket).addKeyValue("machine", machine).log("csi driver serves");
    }

    private static ServerServiceDefinition identity(Storage storage) {
        return service(IdentityGrpc.getServiceDescriptor(), List.of(
                call(IdentityGrpc.getGetPluginInfoMethod(), new GetPluginInfo(storage)),
                call(IdentityGrpc.getGetPluginCapabilitiesMethod(), new GetPluginCapabilities()),
                call(IdentityGrpc.getProbeMethod(), new Probe())));
    }

    private static ServerServiceDefinition controller(Storage storage) {
        return service(ControllerGrpc.getServiceDescriptor(), List.of(
                call(ControllerGrpc.getCreateVolumeMethod(), new CreateVolume(storage)),
                call(ControllerGrpc.getDeleteVolumeMethod(), new DeleteVolume(storage)),
                call(ControllerGrpc.getValidateVolumeCapabilitiesMethod(), new ValidateVolumeCapabilities(storage)),
                call(ControllerGrpc.getListVolumesMethod(), new ListVolumes(storage)),
                call(ControllerGrpc.getGetCapacityMethod(), new GetCapacity(storage)),
                call(ControllerGrpc.getControllerGetCapabilitiesMethod(), new ControllerGetCapabilities()),
                call(ControllerGrpc.getCreateSnapshotMethod(), new CreateSnapshot(storage)),
                call(ControllerGrpc.getDeleteSnapshotMethod(), new DeleteSnapshot(storage)),
                call(ControllerGrpc.getListSnapshotsMethod(), new ListSnapshots(storage)),
                call(ControllerGrpc.getGetSnapshotMethod(), new GetSnapshot(storage)),
                call(ControllerGrpc.getControllerExpandVolumeMethod(), new ControllerExpandVolume(storage)),
                call(ControllerGrpc.getControllerModifyVolumeMethod(), new ControllerModifyVolume(storage)),
                call(ControllerGrpc.getControllerGetVolumeMethod(), new ControllerGetVolume(storage))));
    }

    private static ServerServiceDefinition groupController(Storage storage) {
        return service(GroupControllerGrpc.getServiceDescriptor(), List.of(
                call(GroupControllerGrpc.getGroupControllerGetCapabilitiesMethod(), new GroupControllerGetCapabilities()),
                call(GroupControllerGrpc.getCreateVolumeGroupSnapshotMethod(), new CreateVolumeGroupSnapshot(storage)),
                call(GroupControllerGrpc.getDeleteVolumeGroupSnapshotMethod(), new DeleteVolumeGroupSnapshot(storage)),
                call(GroupControllerGrpc.getGetVolumeGroupSnapshotMethod(), new GetVolumeGroupSnapshot(storage))));
    }

    private static ServerServiceDefinition node(Storage storage) {
        return service(NodeGrpc.getServiceDescriptor(), List.of(
                call(NodeGrpc.getNodeStageVolumeMethod(), new NodeStageVolume(storage)),
                call(NodeGrpc.getNodeUnstageVolumeMethod(), new NodeUnstageVolume(storage)),
                call(NodeGrpc.getNodePublishVolumeMethod(), new NodePublishVolume(storage)),
                call(NodeGrpc.getNodeUnpublishVolumeMethod(), new NodeUnpublishVolume(storage)),
                call(NodeGrpc.getNodeGetVolumeStatsMethod(), new NodeGetVolumeStats(storage)),
                call(NodeGrpc.getNodeExpandVolumeMethod(), new NodeExpandVolume(storage)),
                call(NodeGrpc.getNodeGetCapabilitiesMethod(), new NodeGetCapabilities()),
                call(NodeGrpc.getNodeGetInfoMethod(), new NodeGetInfo(storage))));
    }

    private record Call<Q, R>(MethodDescriptor<Q, R> method, Rpc<Q, R> rpc) {

        void addTo(ServerServiceDefinition.Builder service) {
            service.addMethod(method, ServerCalls.asyncUnaryCall((request, response) -> {
                try {
                    response.onNext(rpc.handle(request));
                    response.onCompleted();
                } catch (CsiFailure failure) {
                    response.onError(failure.status().asRuntimeException());
                } catch (RuntimeException failure) {
                    LOG.atWarn().addKeyValue("rpc", method.getBareMethodName()).setCause(failure).log("call failed");
                    response.onError(Status.INTERNAL.withDescription(failure.getMessage()).asRuntimeException());
                }
            }));
        }
    }

    private static <Q, R> Call<Q, R> call(MethodDescriptor<Q, R> method, Rpc<Q, R> rpc) {
        return new Call<>(method, rpc);
    }

    private static ServerServiceDefinition service(ServiceDescriptor descriptor, List<Call<?, ?>> calls) {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor);
        calls.forEach(call -> call.addTo(service));
        return service.build();
    }

    /// What is in the volumes, for whoever keeps it elsewhere; in this process only.
    public VolumeContents contents() {
        return contents;
    }

    @Override
    public void close() {
        server.shutdown();
        try {
            server.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        server.shutdownNow();
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
