package dev.marina.apiserver.backup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.apiserver.endpoint.BuiltinMachinery;
import dev.marina.apiserver.fork.ForkedObject;
import dev.marina.apiserver.fork.RestoredClaims;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterStore;
import dev.marina.store.Mutation;
import dev.marina.store.NewCluster;
import dev.marina.store.StoreConfig;
import dev.marina.store.Stored;
import dev.marina.store.Stores;
import dev.marina.store.backend.MemoryBackend;
import dev.marina.store.backup.BackupException;
import dev.marina.store.backup.BackupId;
import dev.marina.store.backup.BackupReader;
import dev.marina.store.backup.Manifest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/// Whether a backup is good: its file is the one that was written; all that its manifest names is in it; and a cluster in memory, filled from it as a new
/// cluster is, has each object as it was, but for what a new cluster has otherwise on purpose.
record RestoreCheck(BackupId id, BuiltinMachinery types, Clock clock) {

    private static final int TOGETHER = 30;
    private static final Origin CHECK = new Origin("backup-check", Cause.clock("backup-check"));

    void check(BackupReader reader) {
        reader.requireWhole();
        try (ClusterStore empty = Stores.open(StoreConfig.defaults("backup-check", "localhost").withShards(1), new MemoryBackend(), clock)) {
            ClusterId copy = empty.create(new NewCluster(id.tenant(), reader.manifest().cluster(), Map.of(), Map.of())).id();
            fill(empty, copy, reader);
            compare(empty.image(copy), copy, reader);
        }
    }

    private void fill(ClusterStore empty, ClusterId copy, BackupReader reader) {
        ForkedObject forked = forked(copy, reader);
        List<Mutation.Write> together = new ArrayList<>();
        reader.each(copy, stored -> {
            forked.of(stored).ifPresent(together::add);
            if (together.size() == TOGETHER) {
                commit(empty, copy, together);
            }
        });
        commit(empty, copy, together);
    }

    private ForkedObject forked(ClusterId copy, BackupReader reader) {
        return new ForkedObject(types, copy, () -> UUID.randomUUID().toString(), RestoredClaims.of(id.uid(), reader));
    }

    private static void commit(ClusterStore empty, ClusterId copy, List<Mutation.Write> together) {
        if (!together.isEmpty()) {
            empty.commit(new Mutation(copy, CHECK, List.copyOf(together), List.of(), OptionalLong.empty()));
            together.clear();
        }
    }

    private void compare(ClusterImage image, ClusterId copy, BackupReader reader) {
        ForkedObject forked = forked(copy, reader);
        Map<String, Long> counts = new HashMap<>();
        reader.each(copy, stored -> {
            counts.merge(stored.key().resource().toString(), 1L, Long::sum);
            Optional<Stored> restored = image.find(stored.key());
            if (forked.of(stored).isPresent() != restored.isPresent()) {
                throw different(stored.key(), restored.isPresent() ? "should have been left behind" : "was not restored");
            }
            restored.filter(found -> !essence(found).equals(essence(stored))).ifPresent(_ -> {
                throw different(stored.key(), "is not what it was");
            });
        });
        Manifest manifest = reader.manifest();
        if (!counts.equals(manifest.counts()) || counts.values().stream().mapToLong(Long::longValue).sum() != manifest.objects()) {
            throw new BackupException.Damaged(id, "it has other objects than its manifest names", null);
        }
    }

    private BackupException.Damaged different(ObjectKey key, String how) {
        return new BackupException.Damaged(id, "%s %s %s".formatted(key.resource(), key.path(), how), null);
    }

    /// Without what a new cluster has otherwise on purpose, see [ForkedObject].
    private static ObjectNode essence(Stored stored) {
        ObjectNode root = Document.parse(stored.bytes()).root().deepCopy();
        root.withObjectProperty("metadata").remove("resourceVersion");
        switch (stored.key().resource().toString()) {
            case "pods" -> {
                root.withObjectProperty("metadata").remove("uid");
                root.withObjectProperty("spec").remove("nodeName");
                root.remove("status");
            }
            case "namespaces" -> root.withObjectProperty("metadata").remove("uid");
            case "services", "ingresses.networking.k8s.io" -> root.remove("status");
            case "persistentvolumeclaims" -> {
                root.withObjectProperty("metadata").remove(List.of("uid", "annotations"));
                root.withObjectProperty("spec").remove(List.of("volumeName", "dataSource", "dataSourceRef"));
                root.remove("status");
            }
            case "serviceaccounts" -> root.remove("secrets");
            case "secrets" -> {
                if (root.path("type").asText().equals("kubernetes.io/service-account-token")) {
                    root.remove("data");
                }
            }
            default -> {
            }
        }
        return root;
    }
}
