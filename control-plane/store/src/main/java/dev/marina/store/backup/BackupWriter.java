package dev.marina.store.backup;

import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.store.Stored;
import dev.marina.store.seal.Aead;
import dev.marina.store.seal.Deflated;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes one backup. What is not finished is no backup: it lies under another name until then. One thread.
public final class BackupWriter implements AutoCloseable {

    static final String OBJECTS = "objects";
    static final String MANIFEST = "manifest.json";
    private static final int BLOCK_BYTES = 256 << 10;

    private final BackupId id;
    private final Path part;
    private final Path whole;
    private final BackupKeys keys;
    private final byte[] key;
    private final long mostBytes;
    private final FileChannel channel;
    private final MessageDigest digest;
    private final OutputStream file;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private final DataOutputStream block = new DataOutputStream(gathered);
    private final List<Manifest.Block> blocks = new ArrayList<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, Long> leftOut = new TreeMap<>();
    private final List<Manifest.Volume> volumes = new ArrayList<>();
    private final List<Manifest.LeftOut> leftOutVolumes = new ArrayList<>();
    private Manifest.Place first;
    private long volumeBytes;
    private long at;
    private long objects;

    BackupWriter(BackupId id, Path part, Path whole, BackupKeys keys, long mostBytes) throws IOException {
        this.id = id;
        this.part = part;
        this.whole = whole;
        this.keys = keys;
        this.key = keys.sealing(id);
        this.mostBytes = mostBytes;
        this.digest = sha256();
        this.channel = FileChannel.open(part.resolve(OBJECTS), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        this.file = new DigestOutputStream(Channels.newOutputStream(channel), digest);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    /// In the order of [dev.marina.store.ClusterImage#ORDER]. Throws [BackupException.TooLarge].
    public void add(Stored stored) throws IOException {
        if (first == null) {
            first = Manifest.Place.of(stored.key());
        }
        BlockCodec.write(block, stored);
        objects++;
        counts.merge(stored.key().resource().toString(), 1L, Long::sum);
        if (gathered.size() >= BLOCK_BYTES) {
            flush();
        }
    }

    /// Says of an object that it stays out.
    public void leave(Stored stored) {
        leftOut.merge(stored.key().resource().toString(), 1L, Long::sum);
    }

    private void flush() throws IOException {
        if (gathered.size() == 0) {
            return;
        }
        byte[] plain = gathered.toByteArray();
        byte[] sealed = Aead.seal(key, place(blocks.size(), plain.length), Deflated.of(plain));
        if (at + volumeBytes + sealed.length > mostBytes) {
            throw new BackupException.TooLarge(id, mostBytes);
        }
        file.write(sealed);
        blocks.add(new Manifest.Block(at, sealed.length, plain.length, first));
        at += sealed.length;
        gathered.reset();
        first = null;
    }

    /// No block can stand for another one, nor tell another length.
    static byte[] place(int number, int plain) {
        return ByteBuffer.allocate(8).putInt(number).putInt(plain).array();
    }

    /// How many more bytes it may take.
    public long left() {
        return mostBytes - at - volumeBytes;
    }

    /// How many it may take altogether.
    public long mostBytes() {
        return mostBytes;
    }

    /// Close it, then say what it was with [#volume]. One at a time, after all objects.
    public VolumeWriter beginVolume() throws IOException {
        flush();
        return new VolumeWriter(id, part.resolve(volumeFile(volumes.size())), keys.sealingVolumes(id), volumes.size(), left(), mostBytes);
    }

    static String volumeFile(int number) {
        return "volume-" + number;
    }

    /// The one that was begun last is whole.
    public void volume(Manifest.Volume volume) {
        volumes.add(volume);
        volumeBytes += volume.stored();
    }

    /// Says of a claim that what is in its volume stays out.
    public void leave(Manifest.LeftOut claim) {
        leftOutVolumes.add(claim);
    }

    /// Makes it a backup: durable when it returns.
    public Manifest finish(ClusterRecord cluster, long version, Instant taken) throws IOException {
        flush();
        file.flush();
        channel.force(true);
        Manifest manifest = new Manifest(Manifest.FORMAT, id.tenant(), cluster.name(), cluster.id().value(), version, taken.toString(), objects, at,
                counts, leftOut, cluster.settings(), List.copyOf(blocks), HexFormat.of().formatHex(digest.digest()), volumes, leftOutVolumes);
        byte[] text = Document.mapper().writeValueAsBytes(manifest);
        Path path = part.resolve(MANIFEST);
        Files.write(path, text, StandardOpenOption.CREATE_NEW);
        Files.write(path, ("\n" + HexFormat.of().formatHex(keys.signature(id, text)) + "\n").getBytes(StandardCharsets.US_ASCII), StandardOpenOption.APPEND);
        force(path);
        force(part);
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
        force(whole.getParent());
        return manifest;
    }

    private static void force(Path path) throws IOException {
        try (FileChannel opened = FileChannel.open(path, StandardOpenOption.READ)) {
            opened.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
