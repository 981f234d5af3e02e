package dev.marina.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.store.backend.Backend;
import dev.marina.store.etcd.EtcdBackend;
import dev.marina.store.etcd.EtcdProcess;
import dev.marina.store.seal.Sealing;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A real etcd, read raw, and the rotation of keys as an administrator's command does it.
class SealingIT {

    private static final String CANARY = "canary-that-nobody-may-find";

    private static String everything(Backend backend) {
        StringBuilder all = new StringBuilder();
        backend.range(new byte[] {0}, new byte[] {(byte) 0xff}, 100_000).forEach(
                entry -> all.append(new String(entry.key(), StandardCharsets.ISO_8859_1)).append(new String(entry.value(), StandardCharsets.ISO_8859_1)));
        return all.toString();
    }

    @Test
    void no_canary_is_in_etcd_and_keys_are_rotated_by_another_process() throws Exception {
        TestKeys keys = new TestKeys();
        StoreConfig config = StoreConfig.defaults("p", "a");
        try (EtcdProcess etcd = new EtcdProcess(); Backend raw = EtcdBackend.connect(etcd.endpoints())) {
            ShardedStore store = (ShardedStore) Stores.open(config, EtcdBackend.connect(etcd.endpoints()), Clock.systemUTC(),
                    Optional.of(new Sealing(keys.file, Sealing.SECRETS)));
            store.awaitFirstAttempt();
            for (int i = 0; i < 20; i++) {
                var cluster = store.create(new NewCluster("acme", "c" + i, Map.of("ca-key", CANARY.getBytes(StandardCharsets.UTF_8)), Map.of())).id();
                store.commit(Objects.put(new ObjectKey(cluster, new GroupResource("", "secrets"), "default", "s"), CANARY));
            }
            assertFalse(everything(raw).contains(CANARY));
            String before = keys.current();
            new KeyRotation(raw, config.prefix(), keys.file).run(Duration.ofSeconds(60), _ -> {});
            assertEquals(1, keys.file.ids().size());
            assertFalse(keys.file.ids().contains(before));
            assertFalse(everything(raw).contains(CANARY));
            store.close();
            ShardedStore later = (ShardedStore) Stores.open(config, EtcdBackend.connect(etcd.endpoints()), Clock.systemUTC(),
                    Optional.of(new Sealing(keys.file, Sealing.SECRETS)));
            later.awaitFirstAttempt();
            assertEquals(20, later.records().filter(record -> CANARY.equals(new String(record.secrets().get("ca-key"), StandardCharsets.UTF_8))).count());
            later.records()
                    .forEach(record -> assertTrue(later.image(record.id()).find(new ObjectKey(record.id(), new GroupResource("", "secrets"), "default", "s"))
                            .filter(stored -> Objects.text(stored).contains(CANARY)).isPresent()));
            later.close();
        }
    }
}
