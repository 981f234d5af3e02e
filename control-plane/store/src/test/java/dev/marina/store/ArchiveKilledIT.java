package dev.marina.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.ResourceVersion;
import dev.marina.store.etcd.EtcdProcess;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Processes that archive all the time are killed with SIGKILL, one after the other.
class ArchiveKilledIT {

    private static final int ROUNDS = 8;

    @TempDir
    private Path home;

    private record Acknowledged(String name, String value) {}

    @Test
    void everyAcknowledgedChangeIsInTheHistory() throws Exception {
        Random random = new Random(7);
        TreeMap<Long, Acknowledged> acknowledged = new TreeMap<>();
        try (EtcdProcess etcd = new EtcdProcess()) {
            for (int round = 0; round < ROUNDS; round++) {
                write(etcd, "w" + round, 100 + random.nextInt(300), acknowledged);
            }
            try (ShardedStore store = WritingProcess.open(etcd.endpoints(), home, "reader")) {
                ClusterId cluster = WritingProcess.cluster(store);
                await(store, cluster);
                assertEquals(1, store.history(cluster).oldest().version().value());
                assertTrue(acknowledged.size() > ROUNDS * 100);
                for (var change : acknowledged.entrySet()) {
                    PastQuery one = new PastQuery(Optional.of(Objects.PODS), "default", change.getValue().name(), Optional.empty(), 1);
                    Stored stored = store.history(cluster).list(new ResourceVersion(change.getKey()), one).items().getFirst();
                    assertEquals(change.getKey(), stored.version().value());
                    assertTrue(Objects.text(stored).contains('"' + change.getValue().value() + '"'), () -> Objects.text(stored));
                }
            }
        }
    }

    private static void await(ClusterStore store, ClusterId cluster) {
        while (true) {
            try {
                store.image(cluster);
                return;
            } catch (StoreException.NotOwner _) {
                Thread.onSpinWait();
            }
        }
    }

    private void write(EtcdProcess etcd, String process, int changes, TreeMap<Long, Acknowledged> acknowledged) throws Exception {
        Process writing = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx256m", "-cp",
                System.getProperty("java.class.path"), WritingProcess.class.getName(), etcd.endpoints().getFirst(), home.toString(), process)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader out = writing.inputReader(StandardCharsets.UTF_8)) {
            int seen = 0;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                String[] parts = line.split(" ", 3);
                // A line that the kill cut off was acknowledged, but nobody knows what.
                if (parts.length == 3 && parts[2].endsWith("x".repeat(400))) {
                    acknowledged.put(Long.parseLong(parts[0]), new Acknowledged(parts[1], parts[2]));
                }
                if (++seen == changes) {
                    // By its handle, so that what it said before can be read.
                    writing.toHandle().destroyForcibly();
                }
            }
        } finally {
            writing.destroyForcibly();
        }
        writing.waitFor();
    }
}
