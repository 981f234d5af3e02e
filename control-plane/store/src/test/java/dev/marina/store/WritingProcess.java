package dev.marina.store;

import static dev.marina.store.Objects.pod;
import static dev.marina.store.Objects.put;

import dev.marina.api.ClusterId;
import dev.marina.store.etcd.EtcdBackend;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes until it is killed, and says what was acknowledged.
final class WritingProcess {

    private WritingProcess() {}

    static ShardedStore open(List<String> endpoints, Path archive, String process) {
        StoreConfig config = StoreConfig.defaults(process, "a").withShards(1).withLease(Duration.ofSeconds(1), Duration.ofMillis(200))
                .withBudgets(40_000, 1, Duration.ofSeconds(1));
        ShardedStore store = (ShardedStore) Stores.open(config, EtcdBackend.connect(endpoints), Clock.systemUTC(), Optional.empty(), Optional.of(archive));
        store.awaitFirstAttempt();
        return store;
    }

    static ClusterId cluster(ClusterStore store) {
        while (true) {
            try {
                return store.find("acme", "default").map(ClusterRecord::id)
                        .orElseGet(() -> store.create(new NewCluster("acme", "default", Map.of(), Map.of())).id());
            } catch (StoreException.NotOwner _) {
                Thread.onSpinWait();
            }
        }
    }

    /// @param args endpoint, archive, process
    @SuppressWarnings("SystemOut")
    public static void main(String[] args) {
        ClusterStore store = open(List.of(args[0]), Path.of(args[1]), args[2]);
        ClusterId cluster = cluster(store);
        for (int i = 0;; i++) {
            String value = args[2] + "." + i + "x".repeat(400);
            try {
                Committed done = store.commit(put(pod(cluster, "p" + i % 10), value));
                System.out.println(done.version().value() + " p" + i % 10 + " " + value);
            } catch (StoreException.NotOwner _) {
                Thread.onSpinWait();
            }
        }
    }
}
