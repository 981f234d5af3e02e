package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who answers to the public, and with which of root's powers: none.
@Order(2)
@ExtendWith(MarinaExtension.class)
class PrivilegesE2E {

    @ParameterizedTest
    @ValueSource(strings = {"etcd", "postgres", "keycloak", "control-plane", "payara", "front"})
    void aPartHasAUserOfItsOwnAndNoPower(String component, Marina marina) throws IOException {
        List<String> status = status(marina.pid(component));

        assertTrue(uids(status).stream().noneMatch(uid -> uid.equals("0")), status.toString());
        assertTrue(status.contains("CapEff:\t0000000000000000"), status.toString());
        assertTrue(status.contains("CapBnd:\t0000000000000000"), status.toString());
        assertTrue(status.contains("NoNewPrivs:\t1"), status.toString());
    }

    @Test
    void noTwoPartsShareAUser(Marina marina) throws IOException {
        Set<String> users = new HashSet<>();
        List<String> parts = List.of("etcd", "postgres", "keycloak", "control-plane", "payara", "front");
        for (String part : parts) {
            users.addAll(uids(status(marina.pid(part))));
        }
        assertEquals(parts.size(), users.size());
    }

    /// Everything that listens on more than loopback, whatever its name.
    @Test
    void nothingPublicRunsAsRoot(Marina marina) throws IOException {
        Set<Long> parts = new HashSet<>();
        marina.status().path("components").forEach(row -> parts.add(row.path("pid").asLong()));
        for (long pid : parts) {
            if (pid != 0 && uids(status(pid)).contains("0")) {
                assertEquals(List.of(), publicPorts(pid), () -> "root's process " + pid + " listens");
            }
        }
    }

    private static List<String> status(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
    }

    private static List<String> uids(List<String> status) {
        String line = status.stream().filter(each -> each.startsWith("Uid:")).findFirst().orElseThrow();
        return Arrays.asList(line.substring(4).strip().split("\\s+"));
    }

    /// Of the machine's own network namespace; the nodes have others.
    private static List<String> publicPorts(long pid) throws IOException {
        Set<String> sockets = new HashSet<>();
        try (var files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path file : files.toList()) {
                if (Files.isSymbolicLink(file)) {
                    sockets.add(Files.readSymbolicLink(file).toString());
                }
            }
        }
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "net/tcp")).stream().skip(1).map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields[3].equals("0A") && !fields[1].startsWith("0100007F:") && sockets.contains("socket:[" + fields[9] + "]"))
                .map(fields -> fields[1]).toList();
    }
}
