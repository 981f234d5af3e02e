package dev.marina.store.journal;

import dev.marina.store.journal.Journal.Entry;
import dev.marina.store.seal.Aead;
import dev.marina.store.seal.Deflated;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Entries that were written together: a head in the clear (length of what follows, time of the first and of the last entry in
/// milliseconds, bytes before compression), then the entries, compressed and sealed with the head and the place as associated data.
final class Block {

    private static final int HEAD_BYTES = 24;
    private static final int MOST_BYTES = 1 << 30;
    private static final int WINDOW = 1 << 20;
    /// In a thousand years.
    private static final long LATEST_MILLIS = 1L << 45;

    /// @param at where it begins in its segment
    record Head(long at, int length, Instant from, Instant to, int plainBytes) {

        long end() {
            return at + HEAD_BYTES + length;
        }

        /// The same with what there is up to the next: where its length is what was damaged, that is all that it takes.
        Head upTo(long next) {
            return new Head(at, (int) (next - at - HEAD_BYTES), from, to, plainBytes);
        }
    }

    private Block() {}

    static ByteBuffer sealed(List<Entry> entries, byte[] key, String place) {
        int plainBytes = entries.stream().mapToInt(entry -> 12 + entry.bytes().length).sum();
        ByteBuffer plain = ByteBuffer.allocate(plainBytes);
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (Entry entry : entries) {
            long time = entry.time().toEpochMilli();
            from = Math.min(from, time);
            // Times are finer than that.
            to = Math.max(to, time + 1);
            plain.putLong(time).putInt(entry.bytes().length).put(entry.bytes());
        }
        byte[] head = ByteBuffer.allocate(HEAD_BYTES - 4).putLong(from).putLong(to).putInt(plainBytes).array();
        byte[] sealed = Aead.seal(key, context(place, head), Deflated.of(plain.array()));
        return ByteBuffer.allocate(HEAD_BYTES + sealed.length).putInt(sealed.length).put(head).put(sealed).flip();
    }

    private static byte[] context(String place, byte[] head) {
        byte[] text = place.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(text.length + head.length).put(text).put(head).array();
    }

    /// Empty at the end, and where what stands there is not whole.
    static Optional<Head> head(FileChannel file, long at) throws IOException {
        long left = file.size() - at;
        if (left < HEAD_BYTES) {
            return Optional.empty();
        }
        ByteBuffer head = read(file, at, HEAD_BYTES);
        Head found = new Head(at, head.getInt(), Instant.ofEpochMilli(head.getLong()), Instant.ofEpochMilli(head.getLong()), head.getInt());
        boolean whole = found.length() > 0 && found.plainBytes() > 0 && found.plainBytes() < MOST_BYTES && found.length() <= left - HEAD_BYTES;
        return whole ? Optional.of(found) : Optional.empty();
    }

    /// What stands there, whether it is a head or not; empty where there is no room for one.
    static Optional<Head> anyhow(FileChannel file, long at) throws IOException {
        if (file.size() - at < HEAD_BYTES) {
            return Optional.empty();
        }
        ByteBuffer head = read(file, at, HEAD_BYTES);
        return Optional.of(new Head(at, head.getInt(), Instant.ofEpochMilli(head.getLong()), Instant.ofEpochMilli(head.getLong()), head.getInt()));
    }

    /// What is between `from` and the next place where a head may stand that leads somewhere. Most of what follows a damaged head looks like nothing, for it
    /// is sealed; what looks like a head is one once it opens.
    ///
    /// @param size of the file
    static OptionalLong candidate(FileChannel file, long from, long size) throws IOException {
        for (long at = from; size - at >= HEAD_BYTES; at += WINDOW - HEAD_BYTES + 1) {
            ByteBuffer window = read(file, at, (int) Math.min(WINDOW, size - at));
            for (int i = 0; i + HEAD_BYTES <= window.limit(); i++) {
                if (likely(window, i, size - at - i - HEAD_BYTES)) {
                    return OptionalLong.of(at + i);
                }
            }
        }
        return OptionalLong.empty();
    }

    private static boolean likely(ByteBuffer window, int at, long left) {
        int length = window.getInt(at);
        if (length <= 0 || length > left) {
            return false;
        }
        long from = window.getLong(at + 4);
        long to = window.getLong(at + 12);
        int plainBytes = window.getInt(at + 20);
        return from >= 0 && to > from && to < LATEST_MILLIS && plainBytes > 0 && plainBytes < MOST_BYTES;
    }

    static List<Entry> open(FileChannel file, Head head, byte[] key, String place) throws IOException {
        byte[] bytes = read(file, head.at(), HEAD_BYTES + head.length()).array();
        byte[] opened = Aead.open(key, context(place, Arrays.copyOfRange(bytes, 4, HEAD_BYTES)), Arrays.copyOfRange(bytes, HEAD_BYTES, bytes.length));
        ByteBuffer plain = ByteBuffer.wrap(Deflated.inflated(opened, head.plainBytes()));
        List<Entry> entries = new ArrayList<>();
        while (plain.hasRemaining()) {
            Instant time = Instant.ofEpochMilli(plain.getLong());
            byte[] entry = new byte[plain.getInt()];
            plain.get(entry);
            entries.add(new Entry(time, entry));
        }
        return entries;
    }

    private static ByteBuffer read(FileChannel file, long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, at + buffer.position()) < 0) {
                throw new IOException("the file ends in a block");
            }
        }
        return buffer.flip();
    }
}
