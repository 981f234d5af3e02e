package dev.marina.apiserver.fork;

import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import dev.marina.apiserver.endpoint.BuiltinMachinery;
import dev.marina.apiserver.endpoint.Uid;
import dev.marina.store.ClusterHistory;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterProvisioning;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.Mutation;
import dev.marina.store.PastPage;
import dev.marina.store.PastQuery;
import dev.marina.store.StoreException;
import dev.marina.store.Stored;
import dev.marina.store.backup.BackupFiles;
import dev.marina.store.backup.BackupId;
import dev.marina.store.backup.BackupReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/// Fills a cluster with what another one of its tenant was at a version, or with a backup, in the order of the objects' keys, and has it served when all of them are
/// there. Until then nobody sees it, no controller either. What is there says how far it is, so it goes on wherever it ended.
public final class ClusterForking {

    private static final GroupResource CLUSTERS = new GroupResource("marina.dev", "clusters");
    private static final int PAGE = 500;
    private static final int WRITES_AT_ONCE = 50;
    private static final int BYTES_AT_ONCE = 512 * 1024;

    private final ClusterStore store;
    private final BuiltinMachinery types;
    private final BackupFiles backups;
    private final RandomGenerator random;
    private final int objectsAtATime;

    /// @param objectsAtATime after so many [#proceed] returns
    public ClusterForking(ClusterStore store, BuiltinMachinery types, BackupFiles backups, RandomGenerator random, int objectsAtATime) {
        this.store = store;
        this.types = types;
        this.backups = backups;
        this.random = random;
        this.objectsAtATime = objectsAtATime;
    }

    /// What a fork's record says of where it is from.
    record Source(ClusterId cluster, ResourceVersion version) {

        static Source of(ClusterRecord fork) {
            String[] parts = fork.settings().getOrDefault(ClusterProvisioning.FORK, "").split(" ", 2);
            return new Source(new ClusterId(parts[0]), new ResourceVersion(Long.parseLong(parts[1])));
        }
    }

    /// What a cluster begins with, by pages in the order of the keys.
    private interface Beginning {
        PastPage<Stored> page(Optional<ObjectKey> after, int limit);
    }

    /// Answers whether everything is there and the cluster is served. Throws [StoreException.BeforeHistory] where what is missing is not kept any
    /// more, [StoreException.NotFound] where the origin is gone or another tenant's, [dev.marina.store.backup.BackupException] where the backup cannot be read.
    public boolean proceed(ClusterRecord fork, Origin cause) {
        Beginning beginning = fork.settings().containsKey(ClusterProvisioning.BACKUP) ? backup(fork) : past(fork);
        ForkedObject forked = new ForkedObject(types, fork.id(), () -> Uid.random(random), claims(fork));
        Optional<ObjectKey> after = last(store.image(fork.id()));
        int written = 0;
        while (written < objectsAtATime) {
            PastPage<Stored> page = beginning.page(after, Math.min(PAGE, objectsAtATime));
            written += write(fork, page.items().stream().flatMap(object -> forked.of(object).stream()).toList(), cause);
            after = page.next();
            if (after.isEmpty()) {
                store.serve(fork.id());
                return true;
            }
        }
        return false;
    }

    private Beginning past(ClusterRecord fork) {
        Source source = Source.of(fork);
        ClusterRecord origin = store.find(source.cluster())
                .filter(record -> record.state() == ClusterRecord.State.ACTIVE && record.tenant().equals(fork.tenant()))
                .orElseThrow(() -> new StoreException.NotFound(new ObjectKey(source.cluster(), CLUSTERS, fork.tenant(), "origin")));
        ClusterHistory history = store.history(origin.id());
        return (after, limit) -> history.list(source.version(), new PastQuery(Optional.empty(), "", "", after, limit));
    }

    /// By the tenant's own name: no other tenant's backup can be meant, nor opened.
    private Beginning backup(ClusterRecord fork) {
        BackupReader reader = backups.read(new BackupId(fork.tenant(), fork.settings().get(ClusterProvisioning.BACKUP)));
        return (after, limit) -> reader.page(fork.id(), after, limit);
    }

    private RestoredClaims claims(ClusterRecord fork) {
        String backup = fork.settings().get(ClusterProvisioning.BACKUP);
        return backup == null ? RestoredClaims.NONE : RestoredClaims.of(backup, backups.read(new BackupId(fork.tenant(), backup)));
    }

    /// The last of them in the order in which they are written.
    private static Optional<ObjectKey> last(ClusterImage image) {
        return image.resources().stream().reduce((_, later) -> later)
                .flatMap(type -> image.list(type, "").reduce((_, later) -> later)).map(Stored::key);
    }

    private int write(ClusterRecord fork, List<Mutation.Put> puts, Origin cause) {
        List<Mutation.Write> some = new ArrayList<>();
        int bytes = 0;
        for (Mutation.Put put : puts) {
            some.add(put);
            bytes += put.object().length();
            if (some.size() == WRITES_AT_ONCE || bytes >= BYTES_AT_ONCE) {
                commit(fork, some, cause);
                bytes = 0;
            }
        }
        commit(fork, some, cause);
        return puts.size();
    }

    private void commit(ClusterRecord fork, List<Mutation.Write> some, Origin cause) {
        if (!some.isEmpty()) {
            store.commit(new Mutation(fork.id(), cause, List.copyOf(some), List.of(), OptionalLong.empty()));
            some.clear();
        }
    }
}
