package dev.marina.agent.pod;

import java.nio.file.Path;

/// A node of which all is simulated, for who has no use for its pods' world.
public final class PodNode {

    private PodNode() {}

    public static NodeContext simulated(Path directory) {
        return new PodWorld(directory).node;
    }
}
