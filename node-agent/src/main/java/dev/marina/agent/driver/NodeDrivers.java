package dev.marina.agent.driver;

import dev.marina.agent.pod.PodApi;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.volume.DriverVolumes;
import dev.marina.agent.volume.HostFiles;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;

/// The drivers of one node that its cluster's owner brings, wired.
public final class NodeDrivers implements AutoCloseable {

    private final DriverSockets sockets;
    private final DriverRegistry registry;
    private final CsiVolumes volumes;

    NodeDrivers(NodeRef node, Path directory, HostFiles files, NodeRecords records, PodApi api, String boot, Runnable useChanged, Clock clock) {
        sockets = new DriverSockets(files);
        registry = new DriverRegistry(node, sockets, records, clock);
        DriverRequests requests = new DriverRequests(api, node.name());
        volumes = new CsiVolumes(registry::find, sockets, requests, new VolumeGrowth(api, requests, node.name()),
                new ShownVolumes(directory.resolve("pods"), boot), useChanged);
    }

    /// @param directory the node's own
    /// @param client of the node's cluster, asked for each request
    /// @param boot which start of the machine this is
    /// @param useChanged what [DriverVolumes#inUse] says has changed
    public static NodeDrivers of(NodeRef node, Path directory, HostFiles files, Supplier<KubernetesClient> client, PodApi api, String boot,
            Runnable useChanged, Clock clock) {
        return new NodeDrivers(node, directory, files, new ApiNodeRecords(node.name(), client), api, boot, useChanged, clock);
    }

    /// Begins to look for drivers; their volumes can be asked for before.
    public NodeDrivers start() {
        registry.start();
        return this;
    }

    public DriverVolumes volumes() {
        return volumes;
    }

    /// Calls that are underway fail.
    @Override
    public void close() {
        registry.close();
        sockets.close();
    }
}
