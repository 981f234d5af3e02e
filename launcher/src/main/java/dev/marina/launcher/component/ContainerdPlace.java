package dev.marina.launcher.component;

import java.nio.file.Path;
import java.util.List;

/// Where a containerd of ours lives. An engine that is not told of one takes the machine's, where that runs, and with it the machine's
/// containers; so each engine of ours has its own, of which nothing lies in a place that another could share.
///
/// @param root what it keeps
/// @param run its sockets and the state of what runs; short, for the sockets
public record ContainerdPlace(Path root, Path run) {
    public Path socket() {
        return run.resolve("containerd.sock");
    }

    /// What Kubernetes' own agent or other clients would want of it stays off.
    public String config() {
        return """
                version = 2
                root = "%s"
                state = "%s"
                oom_score = 0
                disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.nri.v1.nri", "io.containerd.internal.v1.opt"]

                [grpc]
                  address = "%s"

                [debug]
                  address = "%s"
                """.formatted(root, run.resolve("state"), socket(), run.resolve("debug.sock"));
    }

    /// @param config the file with [#config()]
    public static List<String> command(Path config) {
        return List.of("containerd", "--config", config.toString());
    }
}
