package dev.marina.apiserver.backup;

import dev.marina.api.ClusterId;
import dev.marina.apiserver.backup.ClaimedVolumes.Claimed;
import dev.marina.apiserver.backup.MachineVolumes.Reading;
import dev.marina.model.tunnel.VolumeFrames;
import dev.marina.model.tunnel.VolumeFrames.Failure;
import dev.marina.model.tunnel.VolumeFrames.Piece;
import dev.marina.store.backup.BackupException;
import dev.marina.store.backup.BackupId;
import dev.marina.store.backup.BackupWriter;
import dev.marina.store.backup.Manifest;
import dev.marina.store.backup.VolumeProgress.Phase;
import dev.marina.store.backup.VolumeWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Puts what is in volumes into a backup. Some at a time get their snapshots at once, so that those of one application are of nearly one moment; then they are
/// read one after the other, a piece of one of them in memory at a time.
final class VolumesTaken {

    private static final int SNAPSHOTS_AT_ONCE = 8;
    private static final Set<String> LEFT_OUT = Set.of(Failure.GONE, Failure.IN_USE);

    private final BackupId id;
    private final ClusterId cluster;
    private final MachineVolumes machines;
    private final BackupWriter writer;
    private final VolumeTally tally;

    VolumesTaken(BackupId id, ClusterId cluster, MachineVolumes machines, BackupWriter writer, VolumeTally tally) {
        this.id = id;
        this.cluster = cluster;
        this.machines = machines;
        this.writer = writer;
        this.tally = tally;
    }

    private record Open(int number, Claimed claimed, Reading reading) {}

    void take(List<Claimed> claims) throws IOException {
        for (int first = 0; first < claims.size(); first += SNAPSHOTS_AT_ONCE) {
            List<Open> open = new ArrayList<>();
            try {
                open(claims, first, Math.min(claims.size(), first + SNAPSHOTS_AT_ONCE), open);
                requireRoom(open);
                for (Open next : open) {
                    store(next);
                }
            } finally {
                open.forEach(each -> each.reading().close());
            }
        }
    }

    /// @param open gets those whose snapshots are there, whatever becomes of the others
    private void open(List<Claimed> claims, int first, int end, List<Open> open) {
        List<Future<Reading>> asked = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Claimed claimed : claims.subList(first, end)) {
                // Another each time: one that is still being taken for somebody who has gone is not this one.
                String reading = UUID.randomUUID().toString();
                asked.add(threads.submit(() -> machines.read(claimed.machine(), cluster, claimed.handle(), reading)));
            }
        }
        RuntimeException failed = null;
        for (int i = 0; i < asked.size(); i++) {
            Claimed claimed = claims.get(first + i);
            try {
                open.add(new Open(first + i, claimed, asked.get(i).get()));
            } catch (ExecutionException e) {
                failed = e.getCause() instanceof VolumeFrames.FailedThere there && LEFT_OUT.contains(there.failure().reason())
                        ? left(first + i, claimed, there.failure(), failed)
                        : new BackupException.Unreachable(id, claimed.words(), e.getCause().getMessage());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                failed = new BackupException.Unreachable(id, claimed.words(), "interrupted");
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    private RuntimeException left(int number, Claimed claimed, Failure why, RuntimeException failed) {
        Manifest.LeftOut left = new Manifest.LeftOut(claimed.namespace(), claimed.claim(), why.reason(), why.message());
        writer.leave(left);
        tally.leave(number, left);
        return failed;
    }

    /// Before any of it is written. What is in a volume may become less when it is compressed, which nobody can know.
    private void requireRoom(List<Open> open) {
        long data = 0;
        for (Open each : open) {
            data += each.reading().head().data();
            tally.to(each.number(), Phase.WAITING, each.reading().head().data(), 0, "");
        }
        if (data > writer.left()) {
            throw new BackupException.TooLarge(id, writer.mostBytes());
        }
    }

    private void store(Open open) throws IOException {
        tally.to(open.number(), Phase.COPYING, "");
        try (Reading reading = open.reading(); VolumeWriter file = writer.beginVolume()) {
            for (Optional<Piece> piece = next(open); piece.isPresent(); piece = next(open)) {
                file.add(piece.get().at(), piece.get().bytes());
                tally.copied(open.number(), piece.get().bytes().length);
            }
            file.finish();
            VolumeFrames.Head head = reading.head();
            writer.volume(new Manifest.Volume(open.claimed().namespace(), open.claimed().claim(), open.claimed().machine(), head.block(), head.bytes(),
                    file.plain(), file.stored(), file.pieces(), reading.sha256Hex(), Instant.ofEpochMilli(head.takenMillis()).toString()));
        }
        tally.ended(open.number(), Phase.STORED);
    }

    /// What goes wrong here is the machine's, and what goes wrong with the file is the disk's.
    private Optional<Piece> next(Open open) {
        try {
            return open.reading().piece();
        } catch (IOException e) {
            throw new BackupException.Unreachable(id, open.claimed().words(), e.getMessage());
        }
    }
}
