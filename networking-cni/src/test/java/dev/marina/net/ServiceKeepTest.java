package dev.marina.net;

import static dev.marina.net.service.Samples.ready;
import static dev.marina.net.service.Samples.service;
import static dev.marina.net.service.Samples.tcp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.service.ServiceEntry;
import dev.marina.net.service.ServiceSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceKeepTest {

    private static final NodeKey NODE = new NodeKey("acme", "node-1");

    private final ServiceSet set = new ServiceSet(List.of());

    @TempDir
    private Path directory;

    private static ServiceEntry web(int number, int port) {
        return service("s" + number, "10.96.1." + number, tcp("http", 80, 0, ready("10.244.1.2", port)));
    }

    private static List<ServiceEntry> many() {
        return new ArrayList<>(IntStream.range(0, 100).mapToObj(i -> web(i, 80)).toList());
    }

    private void keep(ServiceKeep keep, List<ServiceEntry> services) {
        keep.keep(NODE, set, set.replace(services));
        keep.write(NODE);
    }

    private ServiceKeep open() {
        return new ServiceKeep(directory, Duration.ofHours(1));
    }

    private long lines() throws IOException {
        return Files.readAllLines(directory.resolve(NODE.text() + ".journal")).size();
    }

    private void assertFound(List<ServiceEntry> services) {
        try (ServiceKeep reopened = open()) {
            assertEquals(Set.copyOf(services), Set.copyOf(reopened.find(NODE).orElseThrow()));
        }
    }

    @Test
    void oneChangeIsWrittenAndNotAllServicesAgain() throws IOException {
        List<ServiceEntry> services = many();
        try (ServiceKeep keep = open()) {
            keep(keep, services);
            services.set(7, web(7, 8080));
            services.remove(9);
            keep(keep, services);
        }

        assertEquals(100 + 2, lines());
        assertFound(services);
    }

    @Test
    void journalDoesNotGrowForEver() throws IOException {
        List<ServiceEntry> services = many();
        try (ServiceKeep keep = open()) {
            for (int port = 1; port < 2_000; port++) {
                services.set(0, web(0, port));
                keep(keep, services);
            }
        }

        assertTrue(lines() <= 2 * 100 + 256, "lines: " + lines());
        assertFound(services);
    }

    @Test
    void lineThatWasCutOffIsLeftOut() throws IOException {
        List<ServiceEntry> services = many();
        try (ServiceKeep keep = open()) {
            keep(keep, services);
        }
        Files.writeString(directory.resolve(NODE.text() + ".journal"), "{\"present\":{\"namesp", StandardOpenOption.APPEND);

        assertFound(services);
    }

    @Test
    void closingWritesWhatIsDueAndRemovingForgets() {
        ServiceKeep keep = open();
        keep.keep(NODE, set, set.replace(many()));
        keep.close();
        assertFound(many());

        try (ServiceKeep reopened = open()) {
            reopened.remove(NODE);
            assertEquals(Optional.empty(), reopened.find(NODE));
        }
    }
}
