package dev.marina.csi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.csi.rpc.VolumeContents;
import dev.marina.csi.v1.CapacityRange;
import dev.marina.csi.v1.ControllerGrpc;
import dev.marina.csi.v1.CreateSnapshotRequest;
import dev.marina.csi.v1.CreateVolumeGroupSnapshotRequest;
import dev.marina.csi.v1.CreateVolumeRequest;
import dev.marina.csi.v1.GroupControllerGrpc;
import dev.marina.csi.v1.IdentityGrpc;
import dev.marina.csi.v1.ListSnapshotsRequest;
import dev.marina.csi.v1.NodeGrpc;
import dev.marina.csi.v1.Snapshot;
import dev.marina.csi.v1.VolumeCapability;
import dev.marina.csi.v1.VolumeContentSource;
import dev.marina.csi.v1.VolumeGroupSnapshot;
import dev.marina.csi.volume.VolumeBackend;
import dev.marina.csi.volume.VolumeStates;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.function.Executable;

/// A driver and a caller, over a socket.
final class DriverUnderTest implements AutoCloseable {

    static final VolumeCapability WRITER = capability(VolumeCapability.AccessMode.Mode.SINGLE_NODE_WRITER);
    static final VolumeCapability ONLY_WRITER = capability(VolumeCapability.AccessMode.Mode.SINGLE_NODE_SINGLE_WRITER);

    private final CsiDriver driver;
    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ManagedChannel channel;

    private static VolumeCapability capability(VolumeCapability.AccessMode.Mode mode) {
        return VolumeCapability.newBuilder().setMount(VolumeCapability.MountVolume.newBuilder())
                .setAccessMode(VolumeCapability.AccessMode.newBuilder().setMode(mode)).build();
    }

    DriverUnderTest(Path directory, VolumeBackend backend) throws IOException {
        Path socket = directory.resolve("csi.sock");
        driver = new CsiDriver(socket, "machine-1", new VolumeStates(directory.resolve("states")), backend);
        channel = NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket)).channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
                .eventLoopGroup(threads).overrideAuthority("localhost").usePlaintext().build();
    }

    VolumeContents contents() {
        return driver.contents();
    }

    IdentityGrpc.IdentityBlockingStub identity() {
        return IdentityGrpc.newBlockingStub(channel);
    }

    ControllerGrpc.ControllerBlockingStub controller() {
        return ControllerGrpc.newBlockingStub(channel);
    }

    GroupControllerGrpc.GroupControllerBlockingStub groupController() {
        return GroupControllerGrpc.newBlockingStub(channel);
    }

    VolumeGroupSnapshot together(String name, String... volumes) {
        return groupController().createVolumeGroupSnapshot(CreateVolumeGroupSnapshotRequest.newBuilder().setName(name).addAllSourceVolumeIds(List.of(volumes))
                .build()).getGroupSnapshot();
    }

    NodeGrpc.NodeBlockingStub node() {
        return NodeGrpc.newBlockingStub(channel);
    }

    static CreateVolumeRequest.Builder volume(String name, long mebibytes) {
        return CreateVolumeRequest.newBuilder().setName(name).addVolumeCapabilities(WRITER)
                .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(mebibytes << 20));
    }

    static CreateVolumeRequest.Builder ofSnapshot(String name, long mebibytes, String snapshot) {
        return volume(name, mebibytes).setVolumeContentSource(
                VolumeContentSource.newBuilder().setSnapshot(VolumeContentSource.SnapshotSource.newBuilder().setSnapshotId(snapshot)));
    }

    static CreateVolumeRequest.Builder ofVolume(String name, long mebibytes, String volume) {
        return volume(name, mebibytes)
                .setVolumeContentSource(VolumeContentSource.newBuilder().setVolume(VolumeContentSource.VolumeSource.newBuilder().setVolumeId(volume)));
    }

    Snapshot snapshot(String name, String volume) {
        return controller().createSnapshot(CreateSnapshotRequest.newBuilder().setName(name).setSourceVolumeId(volume).build()).getSnapshot();
    }

    List<String> snapshots(ListSnapshotsRequest.Builder request) {
        return controller().listSnapshots(request.build()).getEntriesList().stream().map(entry -> entry.getSnapshot().getSnapshotId()).toList();
    }

    static void assertRefused(Status.Code code, Executable call) {
        assertEquals(code, assertThrows(StatusRuntimeException.class, call).getStatus().getCode());
    }

    @Override
    public void close() {
        channel.shutdownNow();
        driver.close();
        threads.shutdownGracefully();
    }
}
