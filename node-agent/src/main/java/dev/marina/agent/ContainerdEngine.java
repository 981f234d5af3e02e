package dev.marina.agent;

import dev.marina.agent.containerd.NodeContainerd;
import dev.marina.agent.image.BuiltinImages;
import dev.marina.agent.image.ImageRoom;
import dev.marina.agent.runtime.CriClient;
import dev.marina.agent.runtime.CriRuntime;
import dev.marina.agent.runtime.EngineProcess;
import dev.marina.agent.runtime.RuntimeHealth;
import dev.marina.linux.fs.Trees;
import dev.marina.net.linux.Links;
import dev.marina.net.linux.Netns;
import java.nio.file.Path;
import java.util.Optional;

/// One node's containerd with all that goes with it. The node's own thread calls.
final class ContainerdEngine implements EngineProcess {

    private final String network;
    private final NodeContainerd containerd;
    private final BuiltinImages images;
    private final Runnable forgetImages;
    private final CriClient client;
    private final CriRuntime runtime;
    private final RuntimeHealth health;
    private final ImageRoom room;
    private final Path records;
    private boolean begun;

    /// @param network name of the node's network namespace
    /// @param forgetImages takes away what is recorded of images that are gone
    /// @param records of its images
    ContainerdEngine(String network, NodeContainerd containerd, BuiltinImages images, Runnable forgetImages, CriClient client, CriRuntime runtime,
            RuntimeHealth health, ImageRoom room, Path records) {
        this.network = network;
        this.containerd = containerd;
        this.images = images;
        this.forgetImages = forgetImages;
        this.client = client;
        this.runtime = runtime;
        this.health = health;
        this.room = room;
        this.records = records;
    }

    @Override
    public void onEnd(Runnable listener) {
        containerd.onEnd(listener);
    }

    @Override
    public void ensure() {
        // What is started in it must find it, so it comes first.
        try (Netns node = Netns.ensure(network); Links links = node.links()) {
            links.up("lo");
        }
        containerd.ensure();
        images.ensure();
        if (!begun) {
            forgetImages.run();
            health.start();
            room.start();
            begun = true;
        }
    }

    @Override
    public Optional<String> version() {
        return Optional.of(client.version());
    }

    @Override
    public void end() {
        close();
        containerd.end();
        Netns.delete(network);
        Trees.delete(records);
    }

    @Override
    public void close() {
        room.close();
        health.close();
        runtime.close();
        client.close();
    }
}
