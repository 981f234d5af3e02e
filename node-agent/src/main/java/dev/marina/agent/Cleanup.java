package dev.marina.agent;

import dev.marina.agent.cgroup.Cgroups;
import dev.marina.agent.containerd.NodeContainerd;
import dev.marina.agent.runtime.DockerEngine;
import dev.marina.agent.runtime.DockerRuntime;
import dev.marina.agent.runtime.RuntimeFailure;
import dev.marina.agent.runtime.RuntimeSnapshot;
import dev.marina.agent.runtime.WritableLayers;
import dev.marina.agent.image.BuiltinImages;
import dev.marina.agent.storage.MachineStorage;
import dev.marina.agent.volume.LinuxMounts;
import dev.marina.agent.volume.Mounts;
import dev.marina.net.NodeNetworks;
import dev.marina.net.linux.Netns;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes containers, networks, mounts, loop devices and cgroups of this instance; data goes with the home directory. Each step
/// is done whether or not the one before succeeded, and all may be done again.
final class Cleanup {

    private static final Logger LOG = LoggerFactory.getLogger(Cleanup.class);

    private Cleanup() {}

    static void run(AgentConfig config) {
        Mounts mounts = new LinuxMounts();
        Path home = config.home().toAbsolutePath();
        step("containers", () -> containers(config));
        step("nodes' own engines", () -> NodeContainerd.endAll(ContainerdEngines.runs(config), mounts));
        step("nodes' own networks", () -> Netns.names(ContainerdEngines.networks(config)).forEach(Netns::delete));
        step("networks", () -> NodeNetworks.purge(config.instance()));
        step("mounts of nodes", () -> mounts.unmountBelow(home.resolve("nodes")));
        step("volumes", () -> MachineStorage.removeAll(home.resolve("volumes")));
        step("cgroups", () -> Cgroups.open(config.instance()).removeAll());
        LOG.atInfo().addKeyValue("instance", config.instance()).log("cleaned up");
    }

    private static void containers(AgentConfig config) {
        try (DockerEngine engine = new DockerEngine(config.dockerSocket());
                DockerRuntime runtime = new DockerRuntime(engine, config.instance(), BuiltinImages.PAUSE,
                        WritableLayers.on(node -> config.home().resolve("nodes").resolve(node.id()), config.ids()))) {
            engine.ping();
            RuntimeSnapshot all = runtime.snapshot();
            all.containers().parallelStream().forEach(container -> runtime.removeContainer(container.id()));
            all.sandboxes().parallelStream().forEach(sandbox -> runtime.remove(sandbox.id()));
        } catch (RuntimeFailure failure) {
            throw new IllegalStateException("the container engine does not answer: " + failure.getMessage(), failure);
        }
    }

    private static void step(String what, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException failure) {
            LOG.atWarn().addKeyValue("step", what).addKeyValue("error", failure.toString()).log("clean-up step failed");
        }
    }
}
