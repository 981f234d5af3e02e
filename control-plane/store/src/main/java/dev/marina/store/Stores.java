package dev.marina.store;

import dev.marina.store.backend.Backend;
import dev.marina.store.backend.MemoryBackend;
import dev.marina.store.etcd.EtcdBackend;
import dev.marina.store.seal.Sealing;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// Opens stores.
public final class Stores {

    private Stores() {}

    /// A store of its own in memory, for tests and embedding; serves at once.
    public static ClusterStore inMemory() {
        return open(StoreConfig.defaults("embedded", "localhost"), new MemoryBackend());
    }

    /// A store over etcd, such as `http://127.0.0.1:2379`.
    public static ClusterStore etcd(StoreConfig config, List<String> endpoints) {
        return open(config, EtcdBackend.connect(endpoints));
    }

    /// A store over a backend, which it closes with itself. Shards are taken as they become free; until then their clusters
    /// answer [StoreException.NotOwner].
    public static ClusterStore open(StoreConfig config, Backend backend) {
        return open(config, backend, Clock.systemUTC());
    }

    public static ClusterStore open(StoreConfig config, Backend backend, Clock clock) {
        return open(config, backend, clock, Optional.empty());
    }

    /// @param sealing present: what is sensitive is sealed, and what lies there in clear will be
    public static ClusterStore open(StoreConfig config, Backend backend, Clock clock, Optional<Sealing> sealing) {
        return open(config, backend, clock, sealing, Optional.empty());
    }

    /// @param archive a directory for what leaves clusters' logs; other processes may share it. Without one it is gone then
    public static ClusterStore open(StoreConfig config, Backend backend, Clock clock, Optional<Sealing> sealing, Optional<Path> archive) {
        ShardedStore store = new ShardedStore(config, backend, clock, System::nanoTime, new SecureRandom(), new Background(), sealing,
                archive.map(Archive::new));
        store.start();
        if (backend instanceof MemoryBackend) {
            store.awaitFirstAttempt();
        }
        return store;
    }
}
