package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.process.Command;

/// The network namespace in which the engine lives: nothing but a loopback device, on which the agent's proxy for pulls listens.
/// Whatever an image's name, a registry's redirect or its login server leads to, the engine reaches that proxy and nothing else.
record EngineNetwork(Instance instance) {
    /// Not of 127.0.0.0/8: programs in Go never use a proxy for that, nor one that is there.
    static final String PROXY_ADDRESS = "169.254.77.1";
    static final int PROXY_PORT = 3128;

    private static final String PROXY = "http://" + PROXY_ADDRESS + ":" + PROXY_PORT;

    static final Map<String, String> VARIABLES = Map.of("HTTP_PROXY", PROXY, "HTTPS_PROXY", PROXY, "http_proxy", PROXY, "https_proxy", PROXY,
            "NO_PROXY", "", "no_proxy", "");

    String name() {
        return "mr" + instance.id() + "-engine";
    }

    Path path() {
        return Path.of("/run/netns", name());
    }

    /// May be called twice. The namespace outlives the engine, and so does the agent's socket in it.
    void ensure() throws IOException, InterruptedException {
        if (!Files.exists(path())) {
            Command.of("ip", "netns", "add", name()).require();
        }
        Command.of("ip", "-n", name(), "link", "set", "lo", "up").require();
        Command.of("ip", "-n", name(), "addr", "replace", PROXY_ADDRESS + "/32", "dev", "lo").require();
    }

    /// What stands before a command that is to run in it.
    List<String> enter() {
        return List.of("nsenter", "--net=" + path(), "--");
    }
}
