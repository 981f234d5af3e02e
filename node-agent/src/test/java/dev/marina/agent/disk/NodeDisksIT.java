package dev.marina.agent.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.ids.IdRange;
import dev.marina.agent.volume.LinuxMounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Disks of nodes, really made and mounted.
class NodeDisksIT {

    private static final long BYTES = 64L << 20;
    private static final IdRange IDS = new IdRange(1_860_000_000L, 1L << 20);

    @TempDir
    Path machine;

    private NodeDisks disks;
    private Path one;
    private Path two;

    @BeforeEach
    void open() {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root to mount");
        disks = new NodeDisks(machine.resolve("disks"), BYTES, IDS);
        one = machine.resolve("nodes/one");
        two = machine.resolve("nodes/two");
    }

    @AfterEach
    void close() {
        new LinuxMounts().unmountBelow(machine);
    }

    private static void fill(Path file) {
        assertThrows(IOException.class, () -> {
            try (var out = Files.newOutputStream(file)) {
                for (int mebibyte = 0; mebibyte < 1024; mebibyte++) {
                    out.write(new byte[1 << 20]);
                }
            }
        });
    }

    @Test
    void aFullNodeTakesNothingFromItsNeighbour() throws IOException {
        disks.open("one", one);
        disks.open("two", two);

        fill(one.resolve("pods/all"));

        Files.write(two.resolve("pods/mine"), new byte[32 << 20]);
        assertEquals(32 << 20, Files.size(two.resolve("pods/mine")));
    }

    @Test
    void aDiskHoldsTheSameHoweverFullItIs() throws IOException {
        disks.open("one", one);
        FileStore store = Files.getFileStore(one);
        Disks.Space empty = disks.space(one);
        assertEquals(store.getTotalSpace() - (store.getUnallocatedSpace() - store.getUsableSpace()), empty.bytes());

        fill(one.resolve("pods/all"));

        Disks.Space full = disks.space(one);
        assertEquals(new Disks.Space(empty.bytes(), 0, empty.inodes(), full.freeInodes()), full);
    }

    @Test
    void theDisksBlocksAreSetAsideWhenItIsMade() throws IOException {
        disks.open("one", one);

        Process stat = new ProcessBuilder("stat", "--format=%b", machine.resolve("disks/one.img").toString()).start();
        long blocksOf512 = Long.parseLong(new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
        assertTrue(blocksOf512 * 512 >= BYTES, "only %d blocks".formatted(blocksOf512));
    }

    @Test
    void aNodeThatDoesNotFitIsRefusedWithTheReason() {
        NodeDisks large = new NodeDisks(machine.resolve("disks"), 1L << 50, IDS);

        UncheckedIOException refused = assertThrows(UncheckedIOException.class, () -> large.open("one", one));

        assertTrue(refused.getMessage().startsWith("no disk for node one: it needs 1073741824 MiB and the machine's disk has "), refused.getMessage());
        assertFalse(Files.exists(machine.resolve("disks/one.img")));
    }

    @Test
    void openingTwiceFindsWhatIsThereAndDeletingTwiceSucceeds() throws IOException {
        disks.open("one", one);
        Files.writeString(one.resolve("pods/kept"), "yes");
        new LinuxMounts().unmountBelow(one);
        disks.open("one", one);
        disks.open("one", one);
        assertEquals("yes", Files.readString(one.resolve("pods/kept")));

        for (int time = 0; time < 2; time++) {
            new LinuxMounts().unmountBelow(one);
            disks.delete("one", one);
        }

        assertFalse(Files.exists(one));
        assertFalse(Files.exists(machine.resolve("disks/one.img")));
    }

    @Test
    void whatANodeHadBeforeItHadADiskIsTakenOverForTodaysOwners() throws IOException {
        Path file = Files.createDirectories(one.resolve("hostfs/data")).resolve("file");
        Files.writeString(file, "old");
        Files.setAttribute(file, "unix:uid", 1000);

        disks.open("one", one);

        assertEquals("old", Files.readString(file));
        assertEquals(IDS.outside(1000), Files.getAttribute(file, "unix:uid"));
        assertEquals(IDS.root(), Files.getAttribute(file.getParent(), "unix:uid"));
        assertFalse(Files.exists(machine.resolve("nodes/one.before")));
    }
}
