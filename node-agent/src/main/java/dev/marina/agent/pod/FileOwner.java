package dev.marina.agent.pod;

import java.io.IOException;
import java.nio.file.Path;

/// Gives files that the agent makes for a pod to root of its containers.
@FunctionalInterface
public interface FileOwner {

    void take(Path file) throws IOException;
}
