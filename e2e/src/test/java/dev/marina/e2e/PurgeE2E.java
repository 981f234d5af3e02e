package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `down --purge` leaves nothing of ours behind. Runs last: afterwards there is no instance.
@Order(100)
@ExtendWith(MarinaExtension.class)
class PurgeE2E {

    @Test
    void downPurgeLeavesNothing(Marina marina) throws IOException {
        Assumptions.assumeTrue(System.getenv("MARINA_E2E_HOME") == null, "the instance is not the tests' own");
        String instance = Files.readString(marina.home().resolve("instance")).trim();

        marina.command("down", "--purge").succeeded();

        assertFalse(Files.exists(marina.home()), "the home is still there");
        assertEquals("", shell("ip netns list | grep 'mr" + instance + "' || true"), "network namespaces");
        assertEquals("", shell("ip -o link | grep 'mr" + instance + "' || true"), "links");
        assertEquals("", shell("grep -e '" + marina.home() + "' -e 'marina-" + instance + "' /proc/mounts || true"), "mounts");
        assertEquals("", shell("find /sys/fs/cgroup -type d -name 'marina-" + instance + "*' 2>/dev/null || true"), "cgroups");
        assertEquals("", shell("nft list ruleset 2>/dev/null | grep '" + instance + "' || true"), "rules");
        assertEquals("", shell("ls -d /run/marina-*" + instance + "* 2>/dev/null || true"), "sockets, the engine's directories and ways into the home");
        assertEquals("", shell("grep 'marina-" + instance + "' /etc/passwd /etc/group /etc/subuid /etc/subgid || true"), "users");
        assertEquals("", shell("losetup -a | grep '" + marina.home() + "' || true"), "loop devices");
        assertEquals(List.of(), processesOf(marina.home()), "processes");
    }

    /// Command lines that name the home. Read here: a shell that looked for it would find itself.
    private static List<String> processesOf(Path home) {
        return ProcessHandle.allProcesses().map(process -> commandLine(process.pid())).filter(line -> line.contains(home + "/")).toList();
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1).replace('\0', ' ');
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
    }

    private static String shell(String script) {
        return Program.run(Path.of("/"), Map.of(), Duration.ofSeconds(30), List.of("sh", "-c", script)).output().trim();
    }
}
