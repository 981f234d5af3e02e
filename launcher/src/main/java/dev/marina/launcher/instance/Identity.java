package dev.marina.launcher.instance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.type.TypeReference;

import dev.marina.launcher.Json;

/// What tells this installation's things on the machine from another's: a short id that is in every name, the node addresses, and
/// the user ids behind its containers.
public record Identity(String id, String nodeSubnet, ContainerIds containerIds) {
    private static final Path RUN = Path.of("/run");
    private static final String FIRST_CONTAINER_ID = "first-container-id";

    static Identity loadOrChoose(Layout layout) {
        if (Files.exists(layout.instanceFile())) {
            Map<String, String> kept = Json.read(layout.instanceFile(), new TypeReference<>() {});
            if (kept.containsKey(FIRST_CONTAINER_ID)) {
                return new Identity(kept.get("id"), kept.get("node-subnet"), new ContainerIds(Long.parseLong(kept.get(FIRST_CONTAINER_ID))));
            }
            return keep(layout, new Identity(kept.get("id"), kept.get("node-subnet"), ContainerIds.choose(kept.get("id"))));
        }
        byte[] bytes = new byte[3];
        new SecureRandom().nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        Json.write(layout.home().resolve("instance"), id + "\n");
        return keep(layout, new Identity(id, nodeSubnet(id, othersExist(id), routes()), ContainerIds.choose(id)));
    }

    /// Of an installation that was restored: the user ids behind its containers are chosen anew, since this machine may have given them to somebody.
    public static void chooseIdsAnew(Layout layout) {
        Map<String, String> kept = new TreeMap<>(Json.<Map<String, String>>read(layout.instanceFile(), new TypeReference<>() {}));
        kept.remove(FIRST_CONTAINER_ID);
        Json.writeJson(layout.instanceFile(), kept);
    }

    /// Of a machine that joins: nodes' addresses are the installation's.
    public static void adopt(Layout layout, String nodeSubnet) {
        Identity own = loadOrChoose(layout);
        keep(layout, new Identity(own.id, nodeSubnet, own.containerIds));
    }

    private static Identity keep(Layout layout, Identity identity) {
        Json.writeJson(layout.instanceFile(), Map.of("id", identity.id, "node-subnet", identity.nodeSubnet,
                FIRST_CONTAINER_ID, Long.toString(identity.containerIds.first())));
        return identity;
    }

    /// A /16 of 100.64.0.0/10 that no route of the machine uses. The first installation takes the first one, so that addresses in
    /// documents hold for most people; a further one starts at a place of its own, since its neighbour may have no routes yet.
    static String nodeSubnet(String id, boolean othersExist, List<String> routes) {
        int first = othersExist ? 1 + Integer.parseInt(id, 16) % 63 : 0;
        for (int i = 0; i < 64; i++) {
            String prefix = "100." + (64 + (first + i) % 64) + ".";
            if (routes.stream().noneMatch(route -> route.startsWith(prefix))) {
                return prefix + "0.0/16";
            }
        }
        throw new IllegalStateException("every /16 of 100.64.0.0/10 has a route on this machine");
    }

    private static boolean othersExist(String id) {
        try (Stream<Path> entries = Files.list(RUN)) {
            return entries.map(entry -> entry.getFileName().toString()).anyMatch(name -> name.startsWith("marina-") && !name.endsWith(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Destinations of the machine's IPv4 routes, dotted.
    private static List<String> routes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/net/route"))) {
            return lines.skip(1).map(line -> line.split("\t")[1]).map(Identity::dotted).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The kernel prints the address as a little-endian number.
    private static String dotted(String hex) {
        long address = Long.parseLong(hex, 16);
        return (address & 0xff) + "." + (address >> 8 & 0xff) + "." + (address >> 16 & 0xff) + "." + (address >> 24 & 0xff);
    }
}
