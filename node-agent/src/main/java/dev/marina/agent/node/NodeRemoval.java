package dev.marina.agent.node;

import dev.marina.agent.runtime.ContainerRuntime;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.SandboxState;
import dev.marina.agent.volume.ClaimVolumes;
import dev.marina.agent.volume.DriverVolumes;
import dev.marina.agent.volume.NodeVolumes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Takes a node off the machine, of which nothing is at work any more: what of it uses what remains goes first.
final class NodeRemoval {

    private NodeRemoval() {}

    /// May be called twice.
    ///
    /// @param directory the node's own
    static void fromMachine(NodeRef ref, AgentServices agent, Path directory) {
        if (agent.engine().ofOneNode()) {
            agent.engine().end();
        } else {
            removeContainers(ref, agent.runtime());
        }
        agent.networks().remove(ref.clusterId(), ref.name());
        ClaimVolumes claims = agent.storage().claims(ref, directory, null);
        NodeVolumes volumes = new NodeVolumes(directory, ref.name(), "", null, null, agent.ids(), agent.mounts(), null, claims, DriverVolumes.NONE,
                agent.clock());
        Path pods = directory.resolve("pods");
        if (Files.isDirectory(pods)) {
            try (Stream<Path> each = Files.list(pods)) {
                each.forEach(pod -> volumes.unmount(pod.getFileName().toString()));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        agent.mounts().unmountBelow(directory);
        agent.cgroups().removeNode(ref.id());
        agent.disks().delete(ref.id(), directory);
        NodeNotes.forget(directory);
    }

    private static void removeContainers(NodeRef ref, ContainerRuntime runtime) {
        List<SandboxState> sandboxes = runtime.snapshot().sandboxes().stream().filter(sandbox -> sandbox.pod().node().equals(ref)).toList();
        sandboxes.parallelStream().forEach(sandbox -> runtime.remove(sandbox.id()));
        runtime.snapshot().containers().stream().filter(container -> container.pod().node().equals(ref))
                .forEach(container -> runtime.removeContainer(container.id()));
    }
}
