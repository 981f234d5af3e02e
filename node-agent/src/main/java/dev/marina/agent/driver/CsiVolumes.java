package dev.marina.agent.driver;

import dev.marina.agent.driver.ShownVolumes.Note;
import dev.marina.agent.pod.PodVolumes.MountFailure;
import dev.marina.agent.volume.DriverVolumes;
import dev.marina.csi.v1.NodeGetCapabilitiesRequest;
import dev.marina.csi.v1.NodePublishVolumeRequest;
import dev.marina.csi.v1.NodeStageVolumeRequest;
import dev.marina.csi.v1.NodeUnpublishVolumeRequest;
import dev.marina.csi.v1.NodeUnstageVolumeRequest;
import dev.marina.csi.v1.VolumeCapability;
import io.fabric8.kubernetes.api.model.Pod;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/// Volumes of one node's pods by calls to the drivers that run on it. pkg/volume/csi/csi_mounter.go, csi_attacher.go
final class CsiVolumes implements DriverVolumes {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration SHORT = Duration.ofSeconds(15);
    private static final int TURNS = 64;

    private final Function<String, Optional<DriverInfo>> drivers;
    private final DriverSockets sockets;
    private final DriverRequests requests;
    private final VolumeGrowth growth;
    private final ShownVolumes shown;
    private final Runnable useChanged;
    private final VolumeUses uses = new VolumeUses();
    /// A volume's staging and unstaging take turns, and those of a few others with it.
    private final List<ReentrantLock> turns = Stream.generate(ReentrantLock::new).limit(TURNS).toList();

    /// @param drivers registered ones, by name
    /// @param useChanged what [#inUse] says has changed
    CsiVolumes(Function<String, Optional<DriverInfo>> drivers, DriverSockets sockets, DriverRequests requests, VolumeGrowth growth,
            ShownVolumes shown, Runnable useChanged) {
        this.drivers = drivers;
        this.sockets = sockets;
        this.requests = requests;
        this.growth = growth;
        this.shown = shown;
        this.useChanged = useChanged;
    }

    @Override
    public Shown show(Pod pod, String name, Wanted wanted, Optional<Long> fsGroup) {
        WantedVolume volume = WantedVolume.of(pod, name, wanted);
        Optional<Note> known = shown.find(pod.getMetadata().getUid(), name).filter(note -> note.done() && note.boot().equals(shown.boot()));
        if (known.isPresent() && (!known.get().republished() || drivers.apply(volume.driver()).isEmpty())) {
            return shown(kept(pod, volume, known.get(), fsGroup));
        }
        DriverInfo driver = required(volume.driver());
        DriverRules rules = requests.rules(driver.name());
        rules.require(volume.mode(), driver.name());
        Map<String, String> attached = requests.attached(volume, rules);
        return alone(volume.driver() + "/" + volume.handle(), () -> withDriver(driver, connection -> {
            NodeCapabilities can = capabilities(connection);
            boolean stages = can.stages() && !volume.ephemeral();
            boolean grouped = fsGroup.isPresent() && !volume.readOnly() && !can.groups() && rules.grouped(volume.fsType(), volume.accessModes());
            Note note = new Note(shown.boot(), pod.getMetadata().getUid(), name, driver.name(), volume.handle(), volume.target(pod.getMetadata().getUid()),
                    stages ? volume.staged() : "", volume.ephemeral() || !rules.attaches() ? "" : volume.unique(), known.isPresent(), rules.republished(),
                    volume.readOnly(), grouped, can.measures(), "");
            shown.write(note);
            useChanged.run();
            VolumeCapability capability = can.capability(volume, fsGroup);
            Map<String, String> tokens = requests.tokens(pod, rules);
            if (stages && known.isEmpty()) {
                stage(connection, volume, capability, attached);
            }
            publish(connection, pod, volume, rules, note, capability, attached, tokens);
            boolean whole = growth.finish(connection, pod, volume, note, can, capability);
            shown.write(note.whenDone(whole ? volume.capacity() : ""));
            uses.measure(connection, note);
            return shown(note);
        }));
    }

    /// While pods use it a volume may become larger, and fuller.
    private Note kept(Pod pod, WantedVolume volume, Note known, Optional<Long> fsGroup) {
        Optional<DriverInfo> driver = drivers.apply(volume.driver());
        boolean whole = volume.capacity().equals(known.capacity());
        if (driver.isEmpty() || whole && !known.measured()) {
            return known;
        }
        return alone(volume.driver() + "/" + volume.handle(), () -> withDriver(driver.get(), connection -> {
            uses.measure(connection, known);
            if (whole) {
                return known;
            }
            NodeCapabilities can = capabilities(connection);
            Note now = known.whenDone(growth.finish(connection, pod, volume, known, can, can.capability(volume, fsGroup)) ? volume.capacity() : "");
            shown.write(now);
            return now;
        }));
    }

    private static NodeCapabilities capabilities(DriverConnection connection) {
        return NodeCapabilities.of(connection.node(SHORT).nodeGetCapabilities(NodeGetCapabilitiesRequest.getDefaultInstance()));
    }

    private static Shown shown(Note note) {
        return new Shown("/" + note.target(), note.readOnly(), note.grouped());
    }

    private void stage(DriverConnection connection, WantedVolume volume, VolumeCapability capability, Map<String, String> attached) throws IOException {
        sockets.files().ensure(volume.staged());
        connection.node(LIMIT).nodeStageVolume(NodeStageVolumeRequest.newBuilder().setVolumeId(volume.handle()).setStagingTargetPath("/" + volume.staged())
                .setVolumeCapability(capability).putAllPublishContext(attached).putAllVolumeContext(volume.attributes())
                .putAllSecrets(requests.secrets(volume.stageSecret(), "NodeStageSecretRef")).build());
    }

    /// The driver makes the last directory of the path; those above it are there.
    private void publish(DriverConnection connection, Pod pod, WantedVolume volume, DriverRules rules, Note note, VolumeCapability capability,
            Map<String, String> attached, Map<String, String> tokens) throws IOException {
        sockets.files().ensure(note.target().substring(0, note.target().lastIndexOf('/')));
        Map<String, String> secrets = new HashMap<>(requests.secrets(volume.publishSecret(), "NodePublishSecretRef"));
        if (rules.tokensInSecrets()) {
            secrets.putAll(tokens);
        }
        connection.node(LIMIT).nodePublishVolume(NodePublishVolumeRequest.newBuilder().setVolumeId(volume.handle())
                .setStagingTargetPath(note.staged().isEmpty() ? "" : "/" + note.staged()).setTargetPath("/" + note.target()).setVolumeCapability(capability)
                .setReadonly(volume.readOnly()).putAllPublishContext(attached).putAllVolumeContext(requests.context(pod, volume, rules, tokens))
                .putAllSecrets(secrets).build());
    }

    @Override
    public void hide(String podUid) {
        List<Note> all = shown.of(podUid);
        for (Note note : all) {
            alone(note.driver() + "/" + note.handle(), () -> withDriver(required(note.driver()), connection -> {
                hide(connection, note);
                return null;
            }));
            useChanged.run();
        }
        if (!all.isEmpty()) {
            remove(DriverRegistry.PODS, podUid);
        }
    }

    /// The note goes last: whatever happens before, the driver is asked again.
    private void hide(DriverConnection connection, Note note) {
        connection.node(LIMIT).nodeUnpublishVolume(NodeUnpublishVolumeRequest.newBuilder().setVolumeId(note.handle()).setTargetPath("/" + note.target())
                .build());
        boolean used = shown.all().stream().anyMatch(other -> other.sameVolume(note) && !(other.pod().equals(note.pod()) && other.name().equals(note.name())));
        if (!note.staged().isEmpty() && !used) {
            connection.node(LIMIT).nodeUnstageVolume(NodeUnstageVolumeRequest.newBuilder().setVolumeId(note.handle())
                    .setStagingTargetPath("/" + note.staged()).build());
            remove(DriverRegistry.PLUGINS + "/kubernetes.io/csi/" + note.driver(), WantedVolume.digest(note.handle()));
        }
        shown.forget(note);
        uses.forget(note);
    }

    @Override
    public Map<String, Use> uses(String podUid) {
        return uses.of(podUid);
    }

    private void remove(String directory, String name) {
        try {
            sockets.files().remove(directory, name);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public List<String> inUse() {
        return shown.all().stream().map(Note::attached).filter(name -> !name.isEmpty()).distinct().sorted().toList();
    }

    private DriverInfo required(String driver) {
        return drivers.apply(driver).orElseThrow(() -> new MountFailure("driver name %s not found in the list of registered CSI drivers".formatted(driver)));
    }

    private interface Work<T> {
        T with(DriverConnection connection) throws IOException;
    }

    private <T> T withDriver(DriverInfo driver, Work<T> work) {
        DriverConnection connection;
        try {
            connection = sockets.connect(driver.endpoint());
        } catch (IOException failure) {
            throw new MountFailure("driver %s cannot be reached: %s".formatted(driver.name(), failure.getMessage()), failure);
        }
        try {
            return work.with(connection);
        } catch (StatusRuntimeException failure) {
            throw new MountFailure(Rpc.words(failure), failure);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            sockets.release(connection);
        }
    }

    private interface Turn<T> {
        T take();
    }

    private <T> T alone(String volume, Turn<T> turn) {
        ReentrantLock lock = turns.get(Math.floorMod(volume.hashCode(), TURNS));
        lock.lock();
        try {
            return turn.take();
        } finally {
            lock.unlock();
        }
    }
}
