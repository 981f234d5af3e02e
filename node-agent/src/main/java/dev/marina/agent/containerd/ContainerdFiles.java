package dev.marina.agent.containerd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What a containerd finds where it lives. All of it may be written again at any time.
record ContainerdFiles(ContainerdPlace place) {

    /// A pod's network is made by the agent, which tells a failure and tries it again by itself; containerd insists on a network with an address, and gets
    /// one that is nobody's. What it always calls first brings the loopback device up.
    private static final String NETWORK = """
            #!/bin/sh
            case "$CNI_COMMAND" in
            ADD)
                nsenter --net="$CNI_NETNS" ip link set lo up || exit 1
                echo '{"cniVersion": "0.3.1", "interfaces": [{"name": "'"$CNI_IFNAME"'", "sandbox": "'"$CNI_NETNS"'"}],
                    "ips": [{"version": "4", "interface": 0, "address": "192.0.2.1/32"}]}'
                ;;
            VERSION)
                echo '{"cniVersion": "0.3.1", "supportedVersions": ["0.3.0", "0.3.1"]}'
                ;;
            esac
            """;

    private static final String NETWORK_LIST = """
            {"cniVersion": "0.3.1", "name": "made-by-the-agent", "plugins": [{"type": "made-by-the-agent"}]}
            """;

    /// A shim starts the containers of one sandbox. Those that share their node's network get that of the shim, so it begins in there or not at all.
    private static final String SHIM = """
            #!/bin/sh
            for word; do
                [ "$word" = start ] && exec nsenter --net=%s -- %s "$@"
            done
            exec %s "$@"
            """;
    private static final String SHIM_NAME = "containerd-shim-runc-v2";

    private static final String REGISTRY = """
            server = "%1$s://%2$s"

            [host."%1$s://%2$s"]
              capabilities = ["pull", "resolve"]
              skip_verify = true
            """;

    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");

    /// @return what is to be run
    Path write() throws IOException {
        Files.createDirectories(place.run());
        Files.setPosixFilePermissions(place.run(), OWNERS);
        Files.createDirectories(place.root());
        program(place.networks().resolve("loopback"), NETWORK);
        program(place.networks().resolve("made-by-the-agent"), NETWORK);
        text(place.networks().resolve("10-made-by-the-agent.conflist"), NETWORK_LIST);
        if (place.nodeNetwork().isPresent()) {
            Path shim = Path.of("/usr/bin", SHIM_NAME);
            program(place.programs().resolve(SHIM_NAME), SHIM.formatted(place.nodeNetwork().get(), shim, shim));
        }
        Files.createDirectories(place.registries());
        for (Map.Entry<String, String> registry : place.schemes().entrySet()) {
            text(place.registries().resolve(registry.getKey()).resolve("hosts.toml"), REGISTRY.formatted(registry.getValue(), registry.getKey()));
        }
        text(place.configFile(), place.config());
        Path start = place.run().resolve("start");
        text(start, place.groups().get().stream().map("echo $$ > '%s' || exit 1\n"::formatted).collect(Collectors.joining()) + "exec \"$@\"\n");
        return start;
    }

    private static void program(Path file, String text) throws IOException {
        Path fresh = fresh(file, text);
        Files.setPosixFilePermissions(fresh, OWNERS);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void text(Path file, String text) throws IOException {
        Files.move(fresh(file, text), file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path fresh(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file.resolveSibling("." + file.getFileName()), text);
    }
}
