package dev.marina.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.apiserver.admission.ResourceAmount;
import dev.marina.apiserver.endpoint.Encoding;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.Fields;
import dev.marina.store.Mutation;
import dev.marina.store.NewCluster;
import dev.marina.store.Stores;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// One limit over several clusters.
class VolumeReservationsTest {

    private static final GroupResource CLAIMS = new GroupResource("", "persistentvolumeclaims");
    private static final ResourceAmount LIMIT = ResourceAmount.parse("10Gi");

    private final ClusterStore store = Stores.inMemory();
    private final ClusterRecord management = store.create(new NewCluster("marina", "management", Map.of(), Map.of()));
    private final ClusterRecord one = store.create(new NewCluster("acme", "one", Map.of(), Map.of()));
    private final ClusterRecord two = store.create(new NewCluster("acme", "two", Map.of(), Map.of()));
    private final VolumeReservations reservations = at(Duration.ZERO);

    private VolumeReservations at(Duration later) {
        return new VolumeReservations(store, Clock.fixed(Instant.parse("2026-01-01T00:00:00Z").plus(later), ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static ObjectKey claim(ClusterRecord cluster, String name) {
        return new ObjectKey(cluster.id(), CLAIMS, "default", name);
    }

    private boolean reserve(ClusterRecord cluster, String name, String amount) {
        return reservations.reserve("acme", claim(cluster, name), ResourceAmount.parse(amount), LIMIT);
    }

    private void write(ClusterRecord cluster, String name, String amount) {
        Document object = Document.parse("{\"kind\":\"PersistentVolumeClaim\",\"metadata\":{},\"spec\":{\"resources\":{\"requests\":{\"storage\":\"%s\"}}}}"
                .formatted(amount).getBytes(StandardCharsets.UTF_8));
        store.commit(new Mutation(cluster.id(), new Origin("test", Cause.clock("test")),
                List.of(new Mutation.Put(claim(cluster, name), Encoding.encode(object), Fields.NONE)), List.of(), OptionalLong.empty()));
    }

    @Test
    void ofTwoClustersAtOnceOnlyAsMuchIsTakenAsTheLimitAllows() throws Exception {
        List<Callable<Boolean>> asking = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String name = "c" + i;
            ClusterRecord cluster = i % 2 == 0 ? one : two;
            asking.add(() -> {
                boolean taken = reserve(cluster, name, "1Gi");
                if (taken) {
                    write(cluster, name, "1Gi");
                }
                return taken;
            });
        }
        int taken = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(asking)) {
                taken += answer.get() ? 1 : 0;
            }
        }
        assertTrue(taken <= 10, taken + " were taken");
        for (int i = 0; taken < 10; i++) {
            // who lost too many races asks again
            assertTrue(reserve(one, "later" + i, "1Gi"));
            write(one, "later" + i, "1Gi");
            taken++;
        }
        assertFalse(reserve(two, "more", "1Gi"));
        assertEquals(0, ResourceAmount.parse("10Gi").compareTo(reservations.taken("acme", claim(one, "none"))));
    }

    @Test
    void whatIsNotedCountsUntilItIsThereAndOnceThen() {
        assertTrue(reserve(one, "a", "6Gi"));
        assertFalse(reserve(two, "b", "6Gi"));
        assertEquals(0, ResourceAmount.parse("6Gi").compareTo(reservations.taken("acme", claim(two, "b"))));
        write(one, "a", "6Gi");
        assertEquals(0, ResourceAmount.parse("6Gi").compareTo(reservations.taken("acme", claim(two, "b"))));
        assertTrue(reserve(two, "b", "4Gi"));
    }

    @Test
    void aClaimThatGrowsIsCountedAsLargeAsItWillBe() {
        write(one, "a", "2Gi");
        assertTrue(reserve(one, "a", "8Gi"));
        assertFalse(reserve(two, "b", "3Gi"));
        assertTrue(reserve(two, "b", "2Gi"));
    }

    @Test
    void aNoteWhoseClaimNeverCameIsForgotten() {
        assertTrue(reserve(one, "a", "10Gi"));
        assertFalse(reserve(two, "b", "1Gi"));
        assertTrue(at(Duration.ofMinutes(2)).reserve("acme", claim(two, "b"), ResourceAmount.parse("10Gi"), LIMIT));
    }
}
