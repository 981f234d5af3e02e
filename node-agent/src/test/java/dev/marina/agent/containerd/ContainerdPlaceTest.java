package dev.marina.agent.containerd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerdPlaceTest {

    @TempDir
    Path directory;

    private ContainerdPlace place() {
        return new ContainerdPlace(directory.resolve("disk/containerd"), directory.resolve("run"), Optional.of(Path.of("/run/netns/node")),
                Optional.of(Path.of("/run/netns/engine")), Optional.of("169.254.77.1:3128"), "/start-container",
                Map.of("localhost:8080", "https", "plain:5000", "http"), () -> List.of(directory.resolve("cgroup.procs")));
    }

    @Test
    void itLivesWhereTheWayToRegistriesIsAndKnowsNoOther() {
        assertEquals(
                List.of("nsenter", "--net=/run/netns/engine", "--", "sh", "/start", "containerd", "--config", directory.resolve("run/config.toml").toString()),
                place().command(Path.of("/start")));
        assertEquals("http://169.254.77.1:3128", place().environment().get("HTTPS_PROXY"));
        assertEquals("", place().environment().get("NO_PROXY"));
        assertTrue(place().environment().get("PATH").startsWith(directory.resolve("run/bin") + ":"));
    }

    @Test
    void whatItKeepsIsOnTheDiskAndWhatItSaysToo() {
        String config = place().config();

        assertTrue(config.contains("root = \"%s\"".formatted(directory.resolve("disk/containerd"))), config);
        assertTrue(config.contains("BinaryName = \"/start-container\""), config);
        assertEquals(directory.resolve("disk/containerd.log"), place().log());
    }

    /// A shim that began elsewhere would give its containers the engine's network.
    @Test
    void aShimBeginsInTheNodesNetworkOrNotAtAll() throws IOException, InterruptedException {
        new ContainerdFiles(place()).write();
        Path shim = directory.resolve("run/bin/containerd-shim-runc-v2");

        assertTrue(Files.readString(shim).contains("[ \"$word\" = start ] && exec nsenter --net=/run/netns/node -- /usr/bin/containerd-shim-runc-v2 \"$@\""));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(shim)));
        Process started = new ProcessBuilder(shim.toString(), "-id", "x", "start").redirectErrorStream(true).start();
        started.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        assertTrue(started.waitFor() != 0, "there is no such namespace");
    }

    @Test
    void registriesAreSpokenToAsTheyAre() throws IOException {
        new ContainerdFiles(place()).write();

        assertTrue(Files.readString(directory.resolve("run/registries/localhost:8080/hosts.toml")).contains("[host.\"https://localhost:8080\"]"));
        assertTrue(Files.readString(directory.resolve("run/registries/plain:5000/hosts.toml")).contains("[host.\"http://plain:5000\"]"));
        assertTrue(Files.readString(directory.resolve("run/start")).startsWith("echo $$ > '%s' || exit 1\n".formatted(directory.resolve("cgroup.procs"))));
    }
}
