package dev.marina.agent.containerd;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Where a containerd of one node lives, and what it is told.
///
/// @param root what it keeps: images and layers
/// @param run its sockets and the state of what runs; short, for the sockets
/// @param nodeNetwork namespace in which what shares the node's network is started; empty: that of containerd itself
/// @param pullNetwork namespace in which it lives, and finds its way to registries; empty: that of this process
/// @param pullProxy `host:port` at which it finds its way to registries; empty: it needs none
/// @param runc the program that starts containers
/// @param schemes how registries are spoken to whose certificates nobody vouches for, by `host` or `host:port`
/// @param groups makes the node's groups, and gives files that take it into them
public record ContainerdPlace(Path root, Path run, Optional<Path> nodeNetwork, Optional<Path> pullNetwork, Optional<String> pullProxy, String runc,
        Map<String, String> schemes, Supplier<List<Path>> groups) {

    public Path socket() {
        return run.resolve("containerd.sock");
    }

    Path configFile() {
        return run.resolve("config.toml");
    }

    Path pidFile() {
        return run.resolve("pid");
    }

    /// On the node's disk: what a tenant can make it say is the tenant's.
    Path log() {
        return root.resolveSibling(root.getFileName() + ".log");
    }

    Path programs() {
        return run.resolve("bin");
    }

    Path networks() {
        return run.resolve("cni");
    }

    Path registries() {
        return run.resolve("registries");
    }

    /// Its own ways to a network, to registries and to the machine's other containers stay off, and what it would do by itself now and then.
    String config() {
        return """
                version = 2
                root = "%s"
                state = "%s"
                oom_score = 0
                disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.internal.v1.restart", "io.containerd.nri.v1.nri",
                  "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper",
                  "io.containerd.snapshotter.v1.zfs", "io.containerd.tracing.processor.v1.otlp"]

                [grpc]
                  address = "%s"

                [debug]
                  address = "%s"
                  # It would say each line of a log for which the disk is too full.
                  level = "fatal"

                [plugins."io.containerd.grpc.v1.cri"]
                  disable_apparmor = true
                  disable_hugetlb_controller = true
                  disable_tcp_service = true
                  enable_selinux = false
                  max_concurrent_downloads = 3
                  netns_mounts_under_state_dir = true
                  restrict_oom_score_adj = true
                  sandbox_image = "docker.io/marina/pause:1"
                  stats_collect_period = 86400
                  stream_server_address = "127.0.0.1"
                  stream_server_port = "0"

                  [plugins."io.containerd.grpc.v1.cri".containerd]
                    default_runtime_name = "runc"
                    disable_snapshot_annotations = true
                    discard_unpacked_layers = true
                    snapshotter = "overlayfs"

                    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                      runtime_type = "io.containerd.runc.v2"

                      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                        BinaryName = "%s"
                        SystemdCgroup = false

                  [plugins."io.containerd.grpc.v1.cri".cni]
                    bin_dir = "%s"
                    conf_dir = "%s"

                  [plugins."io.containerd.grpc.v1.cri".registry]
                    config_path = "%s"
                """.formatted(root, run.resolve("state"), socket(), run.resolve("debug.sock"), runc, networks(), networks(), registries());
    }

    /// @param shell joins the groups and becomes containerd
    List<String> command(Path shell) {
        List<String> containerd = List.of("sh", shell.toString(), "containerd", "--config", configFile().toString());
        return pullNetwork.map(network -> {
            List<String> entered = new java.util.ArrayList<>(List.of("nsenter", "--net=" + network, "--"));
            entered.addAll(containerd);
            return List.copyOf(entered);
        }).orElse(containerd);
    }

    /// Its own programs come first: it looks for them by name.
    Map<String, String> environment() {
        Map<String, String> variables = new java.util.TreeMap<>(Map.of("PATH", programs() + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
        pullProxy.map(proxy -> "http://" + proxy).ifPresent(proxy -> {
            List.of("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy").forEach(name -> variables.put(name, proxy));
            variables.put("NO_PROXY", "");
            variables.put("no_proxy", "");
        });
        return variables;
    }
}
