package dev.marina.store.backup;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.store.ClusterImage;
import dev.marina.store.PastPage;
import dev.marina.store.Stored;
import dev.marina.store.seal.Aead;
import dev.marina.store.seal.Deflated;
import dev.marina.store.seal.Unsealable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads one backup. Every method opens the file for itself and throws [BackupException] where that is not there, is not what was written, or
/// cannot be read now. From any thread.
public final class BackupReader {

    private static final long LONGEST_MANIFEST = 64 << 20;

    private final BackupId id;
    private final Path directory;
    private final byte[] key;
    private final byte[] volumeKey;
    private final Manifest manifest;
    private final Origin origin;

    BackupReader(BackupId id, Path directory, BackupKeys keys) {
        this.id = id;
        this.directory = directory;
        this.key = keys.sealing(id);
        this.volumeKey = keys.sealingVolumes(id);
        this.manifest = manifest(id, directory, keys);
        this.origin = new Origin("backup", Cause.clock("backup/" + id.uid()));
    }

    private static Manifest manifest(BackupId id, Path directory, BackupKeys keys) {
        try {
            Path path = directory.resolve(BackupWriter.MANIFEST);
            if (Files.size(path) > LONGEST_MANIFEST) {
                throw new BackupException.Damaged(id, "its manifest is too long", null);
            }
            byte[] all = Files.readAllBytes(path);
            int end = end(all);
            byte[] text = Arrays.copyOf(all, end);
            String code = new String(all, end, all.length - end, StandardCharsets.US_ASCII).strip();
            if (!MessageDigest.isEqual(code.getBytes(StandardCharsets.US_ASCII),
                    HexFormat.of().formatHex(keys.signature(id, text)).getBytes(StandardCharsets.US_ASCII))) {
                throw new BackupException.Damaged(id, "its manifest is not the one that was written", null);
            }
            Manifest manifest = Document.mapper().readValue(text, Manifest.class);
            if (manifest.format() != Manifest.FORMAT) {
                throw new BackupException.Damaged(id, "its format is %d; this version reads %d".formatted(manifest.format(), Manifest.FORMAT), null);
            }
            return manifest;
        } catch (NoSuchFileException _) {
            throw new BackupException.Missing(id);
        } catch (IOException e) {
            throw new BackupException.NotNow(id, e);
        }
    }

    private static int end(byte[] all) {
        int end = 0;
        while (end < all.length && all[end] != '\n') {
            end++;
        }
        return end;
    }

    public Manifest manifest() {
        return manifest;
    }

    /// That the file is the one that was written, byte by byte.
    public void requireWhole() {
        MessageDigest digest = BackupWriter.sha256();
        try (InputStream in = Files.newInputStream(directory.resolve(BackupWriter.OBJECTS))) {
            byte[] buffer = new byte[64 << 10];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        } catch (NoSuchFileException _) {
            throw new BackupException.Missing(id);
        } catch (IOException e) {
            throw new BackupException.NotNow(id, e);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(manifest.sha256())) {
            throw new BackupException.Damaged(id, "its file is not the one that was written", null);
        }
    }

    /// All objects, in order, a block of them in memory at a time.
    ///
    /// @param cluster in which their keys shall be
    public void each(ClusterId cluster, Consumer<Stored> visitor) {
        try (FileChannel file = open()) {
            for (int number = 0; number < manifest.blocks().size(); number++) {
                block(file, number, cluster).forEach(visitor);
            }
        } catch (IOException e) {
            throw new BackupException.NotNow(id, e);
        }
    }

    /// Some of them.
    ///
    /// @param after where the page before ended
    /// @param limit a page may have a few fewer, and yet not be the last
    public PastPage<Stored> page(ClusterId cluster, Optional<ObjectKey> after, int limit) {
        List<Stored> page = new ArrayList<>();
        try (FileChannel file = open()) {
            for (int number = after.map(this::blockOf).orElse(0); number < manifest.blocks().size(); number++) {
                for (Stored stored : block(file, number, cluster)) {
                    boolean behind = after.map(key -> ClusterImage.ORDER.compare(stored.key(), key) > 0).orElse(true);
                    if (behind && page.size() == limit) {
                        return new PastPage<>(page, Optional.of(page.getLast().key()));
                    }
                    if (behind) {
                        page.add(stored);
                    }
                }
            }
            return new PastPage<>(page, Optional.empty());
        } catch (IOException e) {
            throw new BackupException.NotNow(id, e);
        }
    }

    /// The last one that begins no later.
    private int blockOf(ObjectKey key) {
        int found = 0;
        while (found + 1 < manifest.blocks().size()
                && ClusterImage.ORDER.compare(manifest.blocks().get(found + 1).first().in(key.cluster()), key) <= 0) {
            found++;
        }
        return found;
    }

    /// What was in a volume, piece by piece, one of them in memory at a time. When it returns all of it was what had come from the snapshot.
    ///
    /// @param number of the manifest's list
    public <X extends Exception> void volume(int number, VolumeReader.Sink<X> into) throws X {
        VolumeReader.read(id, directory.resolve(BackupWriter.volumeFile(number)), volumeKey, number, manifest.volumes().get(number), into);
    }

    private FileChannel open() throws IOException {
        try {
            return FileChannel.open(directory.resolve(BackupWriter.OBJECTS), StandardOpenOption.READ);
        } catch (NoSuchFileException _) {
            throw new BackupException.Missing(id);
        }
    }

    private List<Stored> block(FileChannel file, int number, ClusterId cluster) throws IOException {
        Manifest.Block block = manifest.blocks().get(number);
        ByteBuffer buffer = ByteBuffer.allocate(block.length());
        while (buffer.hasRemaining()) {
            if (file.read(buffer, block.at() + buffer.position()) < 0) {
                throw new BackupException.Damaged(id, "its file ends too early", null);
            }
        }
        byte[] opened = opened(number, block, buffer.array());
        try {
            return BlockCodec.read(cluster, Deflated.inflated(opened, block.plain()), origin);
        } catch (IOException | Unsealable e) {
            throw new BackupException.Damaged(id, "block %d cannot be read".formatted(number), e);
        }
    }

    private byte[] opened(int number, Manifest.Block block, byte[] sealed) {
        try {
            return Aead.open(key, BackupWriter.place(number, block.plain()), sealed);
        } catch (Unsealable e) {
            throw new BackupException.Damaged(id, "block %d is not the one that was written".formatted(number), e);
        }
    }
}
