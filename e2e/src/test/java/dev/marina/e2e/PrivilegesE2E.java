package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /// As the kernel writes 127.0.0.1, ::1 and the first as an address of version 6.
    private static final Set<String> LOOPBACK = Set.of("0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F");

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

    /// People and clients are served by the front and by the API server; nobody else is for anybody beyond this machine.
    @Test
    void onlyTheFrontAndTheApiServerListenBeyondThisMachine(Marina marina) throws IOException {
        for (JsonNode row : marina.status().path("components")) {
            String name = row.path("name").asText();
            long pid = row.path("pid").asLong();
            if (pid != 0 && !Set.of("front", "control-plane").contains(name)) {
                assertEquals(List.of(), publicPorts(pid), () -> name + " listens");
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
        List<String> ports = new ArrayList<>();
        for (String family : List.of("tcp", "tcp6")) {
            Files.readAllLines(Path.of("/proc", Long.toString(pid), "net", family)).stream().skip(1).map(line -> line.strip().split("\\s+"))
                    .filter(fields -> fields[3].equals("0A") && !LOOPBACK.contains(fields[1].substring(0, fields[1].indexOf(':')))
                            && sockets.contains("socket:[" + fields[9] + "]"))
                    .forEach(fields -> ports.add(fields[1]));
        }
        return ports;
    }
}
