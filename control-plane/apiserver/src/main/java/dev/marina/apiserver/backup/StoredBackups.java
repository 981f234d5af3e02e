package dev.marina.apiserver.backup;

import dev.marina.api.ClusterClient;
import dev.marina.api.GroupResource;
import dev.marina.api.Origin;
import dev.marina.apiserver.endpoint.BuiltinMachinery;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.Stored;
import dev.marina.store.backup.BackupException;
import dev.marina.store.backup.BackupFiles;
import dev.marina.store.backup.BackupId;
import dev.marina.store.backup.BackupWriter;
import dev.marina.store.backup.ClusterBackups;
import dev.marina.store.backup.Manifest;
import java.io.IOException;
import java.time.Clock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Backups as files of this process's machine, of clusters of this process. A backup is taken from an image, which stays as it is however much is written
/// meanwhile.
public final class StoredBackups implements ClusterBackups {

    private final ClusterStore store;
    private final BackupFiles files;
    private final BuiltinMachinery types;
    private final Supplier<ClusterClient> client;
    private final Clock clock;

    /// @param client for what needs the ordinary path of a write
    public StoredBackups(ClusterStore store, BackupFiles files, BuiltinMachinery types, Supplier<ClusterClient> client, Clock clock) {
        this.store = store;
        this.files = files;
        this.types = types;
        this.client = client;
        this.clock = clock;
    }

    @Override
    public Manifest take(BackupId id, ClusterRecord cluster, long mostBytes) {
        if (files.has(id)) {
            return files.read(id).manifest();
        }
        ClusterImage image = store.image(cluster.id());
        try (BackupWriter writer = files.write(id, mostBytes)) {
            for (GroupResource resource : image.resources()) {
                try (Stream<Stored> all = image.list(resource, "")) {
                    for (Stored stored : (Iterable<Stored>) all::iterator) {
                        add(writer, stored);
                    }
                }
            }
            return writer.finish(cluster, image.version().value(), clock.instant());
        } catch (IOException e) {
            files.delete(id);
            throw new BackupException.NotNow(id, e);
        } catch (RuntimeException e) {
            files.delete(id);
            throw e;
        }
    }

    private static void add(BackupWriter writer, Stored stored) throws IOException {
        if (BackedUp.holds(stored)) {
            writer.add(stored);
        } else {
            writer.leave(stored);
        }
    }

    @Override
    public void check(BackupId id) {
        new RestoreCheck(id, types, clock).check(files.read(id));
    }

    @Override
    public void delete(BackupId id) {
        files.delete(id);
    }

    @Override
    public Restored restore(BackupId id, ClusterRecord into, Wish wish, Origin origin) {
        return new Restoring(store, types, client.get(), into, wish, origin).carryOut(files.read(id));
    }
}
