package dev.marina.apiserver.backup;

import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreException;
import dev.marina.store.seal.Aead;
import java.util.function.Supplier;

/// The secret from which the keys of backups are made, among those of the management cluster: sealed with them, and sealed anew when the platform's keys
/// are rotated. Made when it is first needed.
public record PlatformSecret(ClusterStore store, String tenant, String cluster) implements Supplier<byte[]> {

    private static final String NAME = "backup-key";

    @Override
    public byte[] get() {
        ClusterRecord record = store.find(tenant, cluster)
                .orElseThrow(() -> new StoreException.Unavailable("the management cluster is not there yet", null));
        byte[] present = record.secrets().get(NAME);
        if (present != null) {
            return present;
        }
        try {
            return store.update(record, record.withSecret(NAME, Aead.newKey())).secrets().get(NAME);
        } catch (StoreException.Conflict _) {
            return get();
        }
    }
}
