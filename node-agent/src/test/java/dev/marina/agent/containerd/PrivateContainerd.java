package dev.marina.agent.containerd;

import dev.marina.agent.cgroup.Cgroups;
import dev.marina.agent.runtime.CriClient;
import dev.marina.agent.runtime.StreamDialer;
import dev.marina.agent.volume.LinuxMounts;
import dev.marina.linux.fs.Trees;
import dev.marina.net.linux.Links;
import dev.marina.net.linux.Netns;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A node's containerd for one test class, with everything of its own, as the agent starts it. Without root or `containerd` the class is skipped and
/// says so.
public final class PrivateContainerd implements BeforeAllCallback, AfterAllCallback {

    private final String network = "mrit-pods+" + ProcessHandle.current().pid() + "-" + Integer.toHexString(System.identityHashCode(this));
    private Path directory;
    private CriClient client;
    private NodeContainerd process;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root to run containers");
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/containerd")), "needs containerd (Debian package containerd)");
        directory = Files.createTempDirectory(Path.of("/tmp"), "mr-ctrd");
        try (Netns node = Netns.ensure(network); Links links = node.links()) {
            links.up("lo");
        }
        client = new CriClient(place().socket());
        process = new NodeContainerd(place(), client, new LinuxMounts());
        process.ensure();
    }

    private ContainerdPlace place() {
        return new ContainerdPlace(disk().resolve("containerd"), directory.resolve("run"), Optional.of(nodeNetwork()), Optional.empty(), Optional.empty(),
                "runc",
                Map.of(), List::of);
    }

    /// Without warning, as a crash; then another one.
    public void restart() throws InterruptedException {
        process.kill();
        process.ensure();
    }

    public CriClient client() {
        return client;
    }

    public Path disk() {
        return directory.resolve("disk");
    }

    public Path nodeNetwork() {
        return Netns.DIRECTORY.resolve(network);
    }

    public StreamDialer dialer() {
        return SocketChannel::open;
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (directory == null) {
            return;
        }
        if (process != null) {
            process.end();
            client.close();
        }
        Netns.delete(network);
        new LinuxMounts().unmountBelow(directory);
        List.of("it", "contract").forEach(instance -> Cgroups.open(instance).removeAll());
        Trees.delete(directory);
    }
}
