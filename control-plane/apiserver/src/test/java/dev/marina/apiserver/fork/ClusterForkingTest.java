package dev.marina.apiserver.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.apiserver.endpoint.BuiltinMachinery;
import dev.marina.apiserver.endpoint.Encoding;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterProvisioning;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.FeedConsumer;
import dev.marina.store.Fields;
import dev.marina.store.Mutation;
import dev.marina.store.NewCluster;
import dev.marina.store.StoreConfig;
import dev.marina.store.StoreEvent;
import dev.marina.store.StoreException;
import dev.marina.store.Stores;
import dev.marina.store.backend.MemoryBackend;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Filling a fork is interrupted anywhere, and goes on in another process.
class ClusterForkingTest {

    private static final GroupResource MAPS = new GroupResource("", "configmaps");
    private static final Origin ANN = new Origin("ann", new Cause(""));
    private static final int MAPS_THERE = 23;

    private final MemoryBackend storage = new MemoryBackend();
    private ClusterStore store = open();

    private ClusterStore open() {
        return Stores.open(StoreConfig.defaults("p", "a").withShards(1), storage);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private ClusterForking forking() {
        return new ClusterForking(store, new BuiltinMachinery(), null, new Random(3), 3);
    }

    private void write(ClusterId cluster, String name, String value) {
        ObjectKey key = new ObjectKey(cluster, MAPS, "default", name);
        Document object = Document.object("v1", "ConfigMap").edited(root -> {
            root.putObject("metadata").put("name", name).put("namespace", "default").put("uid", "uid-" + name);
            root.putObject("data").put("k", value);
        });
        store.commit(new Mutation(cluster, ANN, List.of(new Mutation.Put(key, Encoding.encode(object),
                new Fields("uid-" + name, Map.of(), Map.of(), Set.of(), Set.of(), false))), List.of(), OptionalLong.empty()));
    }

    private ClusterRecord origin() {
        ClusterRecord origin = store.create(new NewCluster("acme", "default", Map.of(), Map.of()));
        for (int i = 0; i < MAPS_THERE; i++) {
            write(origin.id(), "m" + i, "then");
        }
        return origin;
    }

    private ClusterRecord fork(String tenant, ClusterRecord origin) {
        return store.create(NewCluster.filling(tenant, "copy", Map.of(), Map.of(ClusterProvisioning.FORK,
                origin.id() + " " + store.image(origin.id()).version())));
    }

    @Test
    void itGoesOnWhereverItEndedAndNobodyIsToldBefore() {
        ClusterRecord origin = origin();
        ClusterRecord fork = fork("acme", origin);
        write(origin.id(), "m1", "now");
        write(origin.id(), "later", "now");
        int rounds = 0;
        for (boolean done = false; !done; rounds++) {
            ConcurrentLinkedQueue<ClusterId> told = new ConcurrentLinkedQueue<>();
            store.feed(new Told(told));
            assertEquals(ClusterRecord.State.FILLING, store.find(fork.id()).orElseThrow().state());
            done = forking().proceed(fork, ANN);
            assertEquals(done, told.contains(fork.id()), told.toString());
            store.close();
            store = open();
        }

        assertTrue(rounds > 5, "it was interrupted often");
        assertEquals(ClusterRecord.State.ACTIVE, store.find(fork.id()).orElseThrow().state());
        ClusterImage image = store.image(fork.id());
        assertEquals(MAPS_THERE, image.count(MAPS));
        image.list(MAPS, "").forEach(map -> {
            assertEquals("then", Document.parse(map.bytes()).text("data", "k"));
            assertEquals("uid-" + map.key().name(), map.fields().uid());
        });
        assertEquals(MAPS_THERE, image.version().value(), "nothing was written twice");
    }

    @Test
    void whatIsNotKeptOrNotTheTenantsIsRefused() {
        ClusterRecord origin = origin();
        ClusterRecord stolen = fork("globex", origin);
        assertThrows(StoreException.NotFound.class, () -> forking().proceed(stolen, ANN));
        ClusterRecord early = store.create(NewCluster.filling("acme", "early", Map.of(), Map.of(ClusterProvisioning.FORK, origin.id() + " 999")));
        assertThrows(StoreException.TooNew.class, () -> forking().proceed(early, ANN));
        assertFalse(store.find(stolen.id()).orElseThrow().state() == ClusterRecord.State.ACTIVE);
    }

    private record Told(ConcurrentLinkedQueue<ClusterId> clusters) implements FeedConsumer {

        @Override
        public void loaded(ClusterImage image) {
            clusters.add(image.cluster());
        }

        @Override
        public void changed(ClusterImage image, List<StoreEvent> events) {
            clusters.add(image.cluster());
        }

        @Override
        public void dropped(ClusterId cluster) {}
    }
}
