package dev.marina.agent.pod;

import dev.marina.agent.image.ImagePuller;
import dev.marina.agent.probe.Dialer;
import dev.marina.agent.runtime.ContainerImages;
import dev.marina.agent.runtime.ContainerRuntime;
import dev.marina.agent.runtime.ContainerStreams;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.SandboxId;
import dev.marina.agent.runtime.Terminations;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What the pods of one node have in common.
///
/// @param address of the node
/// @param allocations what its pods have been promised
/// @param standing of the node in its cluster
/// @param owner of the files that are made for containers
/// @param directory the node's own directory on the machine
/// @param groups control groups of its pods
/// @param dnsServer address of the cluster's DNS
/// @param terminations of its containers
/// @param hostSandbox whose network namespace is the node's own now, for pods with `hostNetwork`
public record NodeContext(NodeRef node, String address, Quantity cpu, Quantity memory, NodeAllocations allocations, NodeStanding standing,
        FileOwner owner, Path directory,
        PodGroups groups, String dnsServer,
        List<String> machineDns, Supplier<Optional<SandboxId>> hostSandbox, ContainerRuntime runtime, ContainerStreams streams, ContainerImages imageStore,
        ImagePuller images, PodApi api, PodNetwork network, PodVolumes volumes, Dialer dialer, Terminations terminations, Clock clock) {

    Path podDirectory(String uid) {
        return directory.resolve("pods").resolve(uid);
    }
}
