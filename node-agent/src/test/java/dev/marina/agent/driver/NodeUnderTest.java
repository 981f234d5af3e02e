package dev.marina.agent.driver;

import dev.marina.agent.ids.IdRange;
import dev.marina.agent.pod.PodVolumes.MountFailure;
import dev.marina.agent.pod.RecordingPodApi;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.volume.ClaimVolumes;
import dev.marina.agent.volume.HostFiles;
import dev.marina.agent.volume.LinuxMounts;
import dev.marina.agent.volume.NodeVolumes;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// One tenant's node on this machine: its file system, its drivers and its pods' volumes, with a cluster's API in memory.
final class NodeUnderTest implements AutoCloseable {

    static final IdRange IDS = new IdRange(1_860_000_000L, 1L << 20);

    final RecordingPodApi api = new RecordingPodApi();
    final RecordedNode records = new RecordedNode(Map.of("kubernetes.io/hostname", "node-1"));
    final AtomicInteger useChanged = new AtomicInteger();
    final LinuxMounts mounts = new LinuxMounts();
    final Path directory;
    final Path host;
    final NodeVolumes volumes;
    private final NodeDrivers drivers;

    NodeUnderTest(Path directory, String cluster) throws IOException {
        this.directory = directory;
        HostFiles files = HostFiles.of(directory, IDS, "node-1", "100.64.0.7");
        host = files.root();
        drivers = new NodeDrivers(new NodeRef(cluster, "node-1"), directory, files, records, api, "boot-1", useChanged::incrementAndGet, Clock.systemUTC());
        volumes = new NodeVolumes(directory, "node-1", "100.64.0.7", new Quantity("1"), new Quantity("64Mi"), IDS, mounts, api, new Claims(),
                drivers.volumes(), Clock.systemUTC());
        for (String made : new String[] {DriverRegistry.DIRECTORY, DriverRegistry.PLUGINS, DriverRegistry.PODS}) {
            files.ensure(made);
        }
    }

    NodeUnderTest start() {
        drivers.start();
        return this;
    }

    NodeDrivers drivers() {
        return drivers;
    }

    void awaitDriver(String name) {
        await("driver %s is registered".formatted(name), () -> records.drivers.containsKey(name), () -> records.drivers);
    }

    /// Registered, and known to those who want its volumes.
    Path mounted(Pod pod) {
        Object[] last = new Object[1];
        await("volume of pod is there", () -> {
            try {
                last[0] = volumes.mount(pod).get("v");
                return true;
            } catch (MountFailure notYet) {
                last[0] = notYet.getMessage();
                return false;
            }
        }, () -> last[0]);
        return (Path) last[0];
    }

    static void await(String what, BooleanSupplier holds, Supplier<Object> seen) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not so after 30 s: %s; last seen: %s".formatted(what, seen.get()));
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        drivers.close();
        mounts.unmountBelow(directory);
    }

    /// Every claim is of a driver on the node.
    private final class Claims implements ClaimVolumes {

        @Override
        public Backing backing(Pod pod, String claim, Path target) {
            return new Backing.OfDriver(api.volumes.get(claim));
        }

        @Override
        public void mount(Pod pod, String claim, boolean readOnly, Path target) {
            throw new UnsupportedOperationException("not the machine's own");
        }

        @Override
        public void unmount(String podUid, Path target) {}
    }
}
