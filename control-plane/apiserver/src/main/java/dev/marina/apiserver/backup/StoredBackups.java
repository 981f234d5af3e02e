package dev.marina.apiserver.backup;

import dev.marina.api.ClusterClient;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.Origin;
import dev.marina.apiserver.admission.PlanQuotaAdmission;
import dev.marina.apiserver.endpoint.BuiltinMachinery;
import dev.marina.apiserver.fork.RestoredClaims;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.Stored;
import dev.marina.store.backup.BackupException;
import dev.marina.store.backup.BackupFiles;
import dev.marina.store.backup.BackupId;
import dev.marina.store.backup.BackupReader;
import dev.marina.store.backup.BackupWriter;
import dev.marina.store.backup.ClusterBackups;
import dev.marina.store.backup.Manifest;
import dev.marina.store.backup.VolumeProgress;
import dev.marina.store.backup.VolumeProgress.Item;
import dev.marina.store.backup.VolumeProgress.Phase;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Backups as files of this process's machine, of clusters of this process. A backup is taken from an image, which stays as it is however much is written
/// meanwhile.
public final class StoredBackups implements ClusterBackups {

    private final ClusterStore store;
    private final BackupFiles files;
    private final BuiltinMachinery types;
    private final MachineVolumes machines;
    private final PlanQuotaAdmission.Tenants plans;
    private final Supplier<ClusterClient> client;
    private final Clock clock;

    /// @param client for what needs the ordinary path of a write
    public StoredBackups(ClusterStore store, BackupFiles files, BuiltinMachinery types, MachineVolumes machines, PlanQuotaAdmission.Tenants plans,
            Supplier<ClusterClient> client, Clock clock) {
        this.store = store;
        this.files = files;
        this.types = types;
        this.machines = machines;
        this.plans = plans;
        this.client = client;
        this.clock = clock;
    }

    @Override
    public Manifest take(BackupId id, ClusterRecord cluster, long mostBytes, boolean volumes, Consumer<VolumeProgress> progress) {
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
            Instant taken = clock.instant();
            if (volumes) {
                takeVolumes(id, cluster, ClaimedVolumes.of(image), writer, progress);
            }
            return writer.finish(cluster, image.version().value(), taken);
        } catch (IOException e) {
            files.delete(id);
            throw new BackupException.NotNow(id, e);
        } catch (RuntimeException e) {
            files.delete(id);
            throw e;
        }
    }

    private void takeVolumes(BackupId id, ClusterRecord cluster, ClaimedVolumes claims, BackupWriter writer, Consumer<VolumeProgress> progress)
            throws IOException {
        claims.leftOut().forEach(writer::leave);
        VolumeTally tally = new VolumeTally(claims.taken().stream().map(claim -> VolumeTally.waiting(claim.namespace(), claim.claim())).toList(),
                claims.leftOut(), clock, progress);
        tally.tell(true);
        new VolumesTaken(id, cluster.id(), machines, writer, tally).take(claims.taken());
        tally.tell(true);
    }

    private static void add(BackupWriter writer, Stored stored) throws IOException {
        if (BackedUp.holds(stored)) {
            writer.add(stored);
        } else {
            writer.leave(stored);
        }
    }

    @Override
    public void check(BackupId id, Consumer<VolumeProgress> progress) {
        BackupReader reader = files.read(id);
        new RestoreCheck(id, types, clock).check(reader);
        List<Manifest.Volume> volumes = reader.manifest().volumes();
        VolumeTally tally = new VolumeTally(volumes.stream().map(volume -> VolumeTally.waiting(volume.namespace(), volume.claim())).toList(),
                reader.manifest().leftOutVolumes(), clock, progress);
        for (int number = 0; number < volumes.size(); number++) {
            int item = number;
            tally.to(item, Phase.VERIFYING, volumes.get(item).plain(), 0, "");
            reader.volume(number, (_, bytes) -> tally.copied(item, bytes.length));
            tally.ended(item, Phase.VERIFIED);
        }
        tally.tell(true);
    }

    @Override
    public void delete(BackupId id) {
        files.delete(id);
    }

    @Override
    public Restored restore(BackupId id, ClusterRecord into, Wish wish, Origin origin) {
        return new Restoring(store, types, client.get(), into, id.uid(), wish, origin).carryOut(files.read(id));
    }

    @Override
    public VolumeProgress fill(BackupId id, ClusterRecord into, Wish wish, Origin origin, Optional<VolumeProgress> former, boolean patient,
            Consumer<VolumeProgress> progress) {
        BackupReader reader = files.read(id);
        List<VolumesFilled.Wanted> wanted = VolumesFilled.wanted(store.image(into.id()), reader, id.uid(), wish.namespaces());
        List<Item> failed = former.map(VolumeProgress::items).orElse(List.of()).stream().filter(item -> item.phase() == Phase.FAILED).toList();
        VolumeTally tally = new VolumeTally(wanted.stream().map(each -> VolumeTally.waiting(each.volume().namespace(), each.volume().claim())).toList(),
                List.of(), clock, progress);
        new VolumesFilled(store, types, machines, plans, id, into, origin, patient).fill(reader, wanted, failed, tally);
        return tally.now();
    }

    @Override
    public boolean awaited(BackupId id, ClusterRecord cluster) {
        try (Stream<Stored> claims = store.image(cluster.id()).list(ClaimedVolumes.CLAIMS, "")) {
            return claims.map(stored -> Document.parse(stored.bytes()))
                    .anyMatch(claim -> RestoredClaims.awaits(claim, id.uid()) && claim.text("spec", "volumeName").isEmpty());
        }
    }
}
