package dev.marina.agent.node;

import dev.marina.agent.cgroup.Cgroups;
import dev.marina.agent.disk.Disks;
import dev.marina.agent.eviction.EvictionSettings;
import dev.marina.agent.identity.NodeIdentities;
import dev.marina.agent.image.ImagePuller;
import dev.marina.agent.runtime.ContainerImages;
import dev.marina.agent.runtime.ContainerRuntime;
import dev.marina.agent.runtime.ContainerStreams;
import dev.marina.agent.runtime.EngineProcess;
import dev.marina.agent.runtime.RuntimeHealth;
import dev.marina.agent.ids.IdRange;
import dev.marina.agent.volume.Mounts;
import dev.marina.net.Networks;
import dev.marina.net.share.SharedPool;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.IntFunction;

/// What all nodes of the machine share.
///
/// @param nodes directory with one directory per node
/// @param ids of the machine behind those in containers
/// @param address at which other machines reach this one; null: they do not
/// @param proxies where the control plane's port for connections of pods is, by its number there
/// @param watches of the clusters that have nodes here
/// @param storage of the machine, as the nodes' claims need it
/// @param forwarding connections of all pods to their API servers
/// @param sessions that people have open with pods
/// @param eviction what puts pods out of every node
/// @param engine behind the runtime
public record AgentServices(String instance, String machine, String address, Path nodes, IdRange ids, Disks disks, IntFunction<InetSocketAddress> proxies,
        ContainerRuntime runtime,
        ContainerStreams streams,
        ContainerImages imageStore, ImagePuller images, Cgroups cgroups, Networks networks, Mounts mounts, NodeIdentities identities,
        NodeStorage storage, SharedPool forwarding, SharedPool sessions, MachineFacts facts, RuntimeHealth runtimeHealth, SharedWatches watches,
        List<String> machineDns, EvictionSettings eviction, EngineProcess engine,
        Clock clock) {

    /// The same for a node whose containers run otherwise.
    ///
    /// @param others ids behind those in its containers
    public AgentServices with(IdRange others, ContainerRuntime runs, ContainerStreams itsStreams, ContainerImages store, ImagePuller puller,
            RuntimeHealth health, EngineProcess process) {
        return new AgentServices(instance, machine, address, nodes, others, disks, proxies, runs, itsStreams, store, puller, cgroups, networks, mounts,
                identities, storage, forwarding, sessions, facts, health, watches, machineDns, eviction, process, clock);
    }
}
