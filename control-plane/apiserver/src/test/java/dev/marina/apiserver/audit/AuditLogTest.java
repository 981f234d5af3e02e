package dev.marina.apiserver.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Cause;
import dev.marina.api.GroupVersionResource;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.http.Query;
import dev.marina.apiserver.http.Target;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.NewCluster;
import dev.marina.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

    private static final Identity ANN = Identity.authenticated("ann", "", List.of(), Map.of(), Identity.Proof.OIDC_TOKEN);

    @TempDir
    private Path home;

    private ClusterStore store;
    private AuditLog log;
    private ClusterRecord acme;
    private ClusterRecord globex;

    /// Its thread is not running: what is left with it waits until somebody reads.
    @BeforeEach
    void open() {
        store = Stores.inMemory();
        log = new AuditLog(home, store, _ -> List::of, Clock.systemUTC());
        acme = store.create(new NewCluster("acme", "default", Map.of(), Map.of()));
        globex = store.create(new NewCluster("globex", "default", Map.of(), Map.of()));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static AuditEvent event(ClusterRecord cluster, String name, int padding) {
        Target target = new Target.Resource("create", new GroupVersionResource("", "v1", "pods"), "ns", name, "");
        AuditedRequest request = new AuditedRequest(cluster.id(), name, "/" + "x".repeat(padding), target, ANN, "", "", Cause.request(name), Instant.now());
        return new AuditEvent(request, Level.METADATA, Stage.RESPONSE_COMPLETE, Instant.now(), 200, Optional.empty(), Map.of(), Optional.empty(),
                Optional.empty(), AuditEvent.Bodies.NONE);
    }

    private List<JsonNode> records(ClusterRecord cluster) {
        return new AuditReading(log).page(store.find(cluster.id()).orElseThrow(), AuditQuery.of(Query.parse("limit=500"))).events();
    }

    @Test
    void whatIsLeftIsReadAtOnce() {
        log.add(event(acme, "a", 10));
        log.add(event(acme, "b", 10));

        log.writeOut(acme.id());

        assertEquals(List.of("b", "a"), records(acme).stream().map(record -> record.path("auditID").asText()).toList());
        assertEquals(List.of(), records(globex));
    }

    @Test
    void aBlockThatCannotBeReadIsSaidAndHidesNothingOlder() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            log.add(event(acme, name, 10));
            log.writeOut(acme.id());
        }
        log.add(event(globex, "d", 10));
        log.writeOut(globex.id());
        Path segment = segment(acme);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes);

        AuditReading.Page page = new AuditReading(log).page(store.find(acme.id()).orElseThrow(), AuditQuery.of(Query.parse("limit=500")));

        assertEquals(List.of("c", "a"), page.events().stream().map(record -> record.path("auditID").asText()).toList());
        assertEquals(1, page.unreadable());
        assertEquals("", page.next());
        assertEquals(1, records(globex).size());
    }

    private Path segment(ClusterRecord cluster) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve(cluster.id().value()))) {
            return files.filter(file -> file.toString().endsWith(".journal")).findFirst().orElseThrow();
        }
    }

    @Test
    void whoIsFasterThanTheDiskLosesTheirOwnOldestAndIsToldHowMany() {
        log.add(event(globex, "kept", 10));
        for (int i = 0; i < 1000; i++) {
            log.add(event(acme, "flood-" + i, 20_000));
        }
        log.writeOut(acme.id());
        log.writeOut(globex.id());

        List<JsonNode> flood = records(acme);
        long told = flood.stream().mapToLong(record -> record.path("annotations").path("audit.marina.dev/lost").asLong()).sum();
        assertEquals("flood-999", flood.getFirst().path("auditID").asText());
        assertTrue(told > 0);
        assertEquals(1000, told + flood.size());
        assertEquals(1, records(globex).size());
    }

    @Test
    void whatManyLeaveTogetherIsBoundedToo() {
        List<ClusterRecord> clusters = IntStream.range(0, 40).mapToObj(i -> store.create(new NewCluster("t" + i, "default", Map.of(), Map.of()))).toList();
        for (int i = 0; i < 100; i++) {
            clusters.forEach(cluster -> log.add(event(cluster, "e", 20_000)));
        }

        assertTrue(log.waitingBytes() <= 64L << 20, () -> log.waitingBytes() + " bytes wait");
    }

    @Test
    void aClusterThatIsGoneTakesItsRecordsAlong() {
        log.add(event(acme, "a", 10));
        log.add(event(globex, "b", 10));
        log.writeOut(acme.id());
        log.writeOut(globex.id());
        assertTrue(Files.isDirectory(home.resolve(acme.id().value())));

        store.delete(acme.id());
        log.sweep();

        assertFalse(Files.exists(home.resolve(acme.id().value())));
        assertEquals(1, records(globex).size());
    }

    @Test
    void whatIsNotOfAClusterIsLeftAlone() throws Exception {
        Path other = Files.createDirectory(home.resolve("lost+found"));

        log.sweep();

        assertTrue(Files.isDirectory(other));
    }
}
