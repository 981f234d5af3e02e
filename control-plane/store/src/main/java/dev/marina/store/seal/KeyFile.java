package dev.marina.store.seal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Wrapping keys in a file that only its owner may read: one line each, `<id> <base64>`, the current one first. Whoever has
/// the file can read every sealed thing of the installation, and without it nobody can: it belongs into a backup, and into
/// another one than etcd's.
///
/// A running process notices that the file has changed; [#addCurrent] in another process is how keys are rotated.
public final class KeyFile implements KeyEncryption {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final int ID_BYTES = 6;

    private final Path file;
    private volatile Content content;

    /// Times of files are as coarse as some milliseconds: two changes may have the same. Only what was read this long after the last
    /// change is known to be the last.
    private static final Duration SETTLED = Duration.ofSeconds(1);

    /// @param settled whether a further change would have another time
    private record Content(FileTime written, boolean settled, String current, Map<String, byte[]> keys) {}

    private KeyFile(Path file) {
        this.file = file;
        this.content = read();
    }

    /// Makes the file with a first key if there is none.
    public static KeyFile open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (!Files.exists(file)) {
                create(file);
            }
            return new KeyFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the key file %s cannot be opened".formatted(file), e);
        }
    }

    /// By a link, so that of two processes that begin at once one wins and both read its key.
    private static void create(Path file) throws IOException {
        Path made = written(file, newLine());
        try {
            Files.createLink(file, made);
        } catch (FileAlreadyExistsException _) {
            // the other one's is as good
        } finally {
            Files.delete(made);
        }
    }

    /// Puts a new key in front. Durable when it returns; the answer is its id.
    public String addCurrent() {
        String line = newLine();
        replace(line + lines());
        return line.substring(0, line.indexOf(' '));
    }

    /// Takes keys out that nothing is wrapped by any more.
    public void keepOnly(Set<String> ids) {
        StringBuilder kept = new StringBuilder();
        lines().lines().filter(line -> ids.contains(line.substring(0, line.indexOf(' ')))).forEach(line -> kept.append(line).append('\n'));
        if (kept.isEmpty()) {
            throw new IllegalArgumentException("no key would be left in " + file);
        }
        replace(kept.toString());
    }

    public Set<String> ids() {
        return Set.copyOf(fresh().keys().keySet());
    }

    private String lines() {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException("the key file %s cannot be read".formatted(file), e);
        }
    }

    private static String newLine() {
        byte[] id = Aead.newKey();
        return HexFormat.of().formatHex(id, 0, ID_BYTES) + " " + Base64.getEncoder().encodeToString(Aead.newKey()) + "\n";
    }

    private void replace(String text) {
        try {
            Path made = written(file, text);
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the key file %s cannot be replaced".formatted(file), e);
        }
        content = read();
    }

    private static Path written(Path file, String text) throws IOException {
        Path made = Files.createTempFile(file.toAbsolutePath().getParent(), "key", ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        if (Files.exists(file)) {
            // written by the administrator, read by the control plane's user
            Files.setOwner(made, Files.getOwner(file));
        }
        try (FileChannel channel = FileChannel.open(made, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        return made;
    }

    private Content read() {
        try {
            if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
                throw new IllegalStateException("the key file %s may be read by others; its mode must be 0600".formatted(file));
            }
            FileTime written = Files.getLastModifiedTime(file);
            boolean settled = written.toInstant().plus(SETTLED).isBefore(Instant.now());
            Map<String, byte[]> keys = new LinkedHashMap<>();
            for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                String[] parts = line.strip().split(" ");
                byte[] key = parts.length == 2 ? Base64.getDecoder().decode(parts[1]) : new byte[0];
                if (key.length != Aead.KEY_BYTES) {
                    throw new IllegalStateException("the key file %s has a line that is no key".formatted(file));
                }
                keys.put(parts[0], key);
            }
            if (keys.isEmpty()) {
                throw new IllegalStateException("the key file %s is empty".formatted(file));
            }
            return new Content(written, settled, keys.keySet().iterator().next(), keys);
        } catch (IOException e) {
            throw new UncheckedIOException("the key file %s cannot be read".formatted(file), e);
        }
    }

    private Content fresh() {
        try {
            if (!content.settled() || !Files.getLastModifiedTime(file).equals(content.written())) {
                content = read();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the key file %s cannot be read".formatted(file), e);
        }
        return content;
    }

    @Override
    public String current() {
        return fresh().current();
    }

    @Override
    public byte[] wrap(String keyId, byte[] dataKey, byte[] context) {
        return Aead.seal(key(keyId), context, dataKey);
    }

    @Override
    public byte[] unwrap(String keyId, byte[] wrapped, byte[] context) {
        return Aead.open(key(keyId), context, wrapped);
    }

    private byte[] key(String id) {
        byte[] known = content.keys().get(id);
        byte[] key = known == null ? fresh().keys().get(id) : known;
        if (key == null) {
            throw new Unsealable("key %s is not in the key file %s".formatted(id, file), null);
        }
        return key;
    }
}
