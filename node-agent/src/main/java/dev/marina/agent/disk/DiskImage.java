package dev.marina.agent.disk;

import dev.marina.linux.Mounting;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/// A file that holds an ext4 file system, whose size is the limit of what can be written to it. Every method may be called again
/// after it was cut off.
///
/// ext4, because its reserved blocks are for the machine's root alone: when a tenant has filled the rest, agent and engine can still
/// write what they need to stop and remove things.
public record DiskImage(Path file) {

    private static final int RESERVED_PERCENT = 5;
    /// What the file system itself takes of a small image, over a fixed part.
    private static final int OVERHEAD_DIVISOR = 32;
    private static final long OVERHEAD_BYTES = 1L << 20;

    public boolean exists() {
        return Files.exists(file);
    }

    /// Makes it with all its blocks set aside. Fails, and leaves nothing behind, when there are not so many.
    void makeReserved(long bytes) throws IOException {
        make(bytes, true, List.of("-m", Integer.toString(RESERVED_PERCENT)));
    }

    /// Makes it for a limit within what is set aside already: blocks are taken as they are written. Without a journal, since nothing
    /// in it outlives a crash of the machine.
    public void makeLimited(long bytes) throws IOException {
        make(bytes + bytes / OVERHEAD_DIVISOR + OVERHEAD_BYTES, false, List.of("-m", "0", "-O", "^has_journal"));
    }

    private void make(long bytes, boolean reserved, List<String> options) throws IOException {
        if (exists()) {
            return;
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.deleteIfExists(fresh);
        try {
            if (reserved) {
                Program.run(List.of("fallocate", "--length", Long.toString(bytes), fresh.toString()));
            } else {
                try (RandomAccessFile sparse = new RandomAccessFile(fresh.toFile(), "rw")) {
                    sparse.setLength(bytes);
                }
            }
            List<String> mkfs = new ArrayList<>(List.of("mkfs.ext4", "-q", "-F", "-i", "16384", "-E", "nodiscard,lazy_itable_init=1,lazy_journal_init=1"));
            mkfs.addAll(options);
            mkfs.add(fresh.toString());
            Program.run(mkfs);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /// Nothing happens when something is mounted there. The loop device goes with the mount.
    public void mount(Path directory) throws IOException {
        Files.createDirectories(directory);
        if (mounted(directory)) {
            return;
        }
        Program.run(List.of("mount", "-t", "ext4", "-o", "loop,nodev,nodiscard", file.toString(), directory.toString()));
        // Mounts that appear in it later are seen by containers that ask for that.
        Mounting.mount(null, directory.toString(), null, Mounting.MS_SHARED, null);
        Files.deleteIfExists(directory.resolve("lost+found"));
    }

    /// Succeeds when nothing is mounted there. What is in use goes with its last user.
    public static void unmount(Path directory) {
        if (mounted(directory)) {
            Mounting.unmount(directory.toString(), Mounting.MNT_DETACH | Mounting.UMOUNT_NOFOLLOW);
        }
    }

    /// What holds nothing any more is free again at once.
    public void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    public static boolean mounted(Path directory) {
        try {
            String path = directory.toAbsolutePath().toString();
            return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream().anyMatch(line -> line.split(" ")[4].replace("\\040", " ").equals(path));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
