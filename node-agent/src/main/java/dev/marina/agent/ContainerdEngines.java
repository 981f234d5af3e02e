package dev.marina.agent;

import dev.marina.agent.containerd.ContainerdPlace;
import dev.marina.agent.containerd.NodeContainerd;
import dev.marina.agent.ids.IdRange;
import dev.marina.agent.image.BuiltinImages;
import dev.marina.agent.image.ImagePuller;
import dev.marina.agent.image.ImageRoom;
import dev.marina.agent.image.PullRecords;
import dev.marina.agent.node.AgentServices;
import dev.marina.agent.node.NodeEngines;
import dev.marina.agent.runtime.CriClient;
import dev.marina.agent.runtime.CriImages;
import dev.marina.agent.runtime.CriRuntime;
import dev.marina.agent.runtime.CriStreams;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.RuntimeHealth;
import dev.marina.agent.runtime.StreamDialer;
import dev.marina.agent.volume.ImageVolumeNotes;
import dev.marina.model.Machine;
import dev.marina.model.NodePool;
import dev.marina.net.linux.Netns;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/// Gives nodes whose pool says so a containerd of their own: its images and layers lie on the node's disk, its work counts in the node's groups, and its
/// containers are in the node's network.
record ContainerdEngines(AgentConfig config) implements NodeEngines {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    /// A socket's path is short.
    private static final int NAME = 16;

    @Override
    public AgentServices of(Machine.AssignedNode node, AgentServices shared) {
        if (!NodePool.CONTAINERD.equals(node.runtime())) {
            return shared;
        }
        NodeRef ref = new NodeRef(node.clusterId(), node.name());
        Path disk = shared.nodes().resolve(ref.id());
        String network = networks(config) + ref.id();
        ContainerdPlace place = new ContainerdPlace(disk.resolve("containerd"), runs(config).resolve(name(ref)),
                Optional.of(Netns.DIRECTORY.resolve(network)), Optional.ofNullable(config.pullNetwork()), Optional.ofNullable(config.pullProxy()),
                config.containerStart(), config.registrySchemes(), () -> shared.cgroups().engine(ref.id()));
        CriClient client = new CriClient(place.socket());
        CriRuntime runtime = new CriRuntime(client, config.instance(), Netns.DIRECTORY.resolve(network), disk);
        CriImages images = new CriImages(client, disk);
        Path records = config.home().resolve("image-records-of-nodes").resolve(ref.id());
        PullRecords pulled = new PullRecords(records);
        RuntimeHealth health = new RuntimeHealth(runtime, shared.clock());
        ImageRoom room = new ImageRoom(images, () -> new ImageVolumeNotes(disk).images(), pulled, shared.clock());
        ContainerdEngine engine = new ContainerdEngine(network, new NodeContainerd(place, client, shared.mounts()), new BuiltinImages(images),
                () -> pulled.keepOnly(images.ids()), client, runtime, health, room, records);
        return shared.with(IdRange.MACHINES, runtime, new CriStreams(client, runtime, this::connect), images,
                new ImagePuller(images, pulled, config.ownRegistry(), config.cache(), shared.clock()), health, engine);
    }

    /// In the namespace in which containerd lives.
    private SocketChannel connect(java.net.InetSocketAddress target) throws java.io.IOException {
        if (config.pullNetwork() == null) {
            return SocketChannel.open(target);
        }
        try (Netns engines = Netns.open(config.pullNetwork())) {
            return engines.connect(target, CONNECT);
        }
    }

    /// What the names of their nodes' networks begin with.
    static String networks(AgentConfig config) {
        return "mr" + config.instance() + "-pods+";
    }

    /// Where what they need while they run is.
    static Path runs(AgentConfig config) {
        return config.runDir().resolve("nodes");
    }

    private static String name(NodeRef node) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(node.id().getBytes(StandardCharsets.UTF_8))).substring(0, NAME);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
