package dev.marina.store;

import dev.marina.api.Cause;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;

/// The form of an object in the backend: a fixed part (format, version, time, checksum), the extracted fields and the origin,
/// then the JSON bytes as they are served. What the committer knows last stands at the front, at fixed places, so that
/// writers encode the rest on their own threads.
final class ValueCodec {

    private static final int FORMAT = 1;
    /// The JSON is in the log record of the same version: a large object must not travel twice in one transaction.
    private static final int IN_LOG = 2;

    private static final int VERSION = 1;
    private static final int TIME = 9;
    private static final int CHECKSUM = 17;
    private static final int META_LENGTH = 21;
    static final int FIXED = 25;

    private ValueCodec() {}

    /// Fields and origin, encoded by the writer before the commit.
    static byte[] meta(Fields fields, Origin origin) {
        return new Packer(256)
                .text(fields.uid()).octet(fields.terminating() ? 1 : 0)
                .textMap(fields.labels()).textMap(fields.selectable())
                .texts(fields.owners()).texts(fields.claims())
                .text(origin.actor()).text(origin.cause().value())
                .done();
    }

    static byte[] value(long version, Instant time, byte[] meta, byte[] json) {
        return value(FORMAT, version, time, meta, json);
    }

    /// The same value with the JSON left out and, in its place, the last version of the log record that has it.
    static byte[] reference(byte[] value, long logVersion) {
        int end = FIXED + (int) take(value, META_LENGTH, 4);
        byte[] shorter = Arrays.copyOf(value, end + 8);
        shorter[0] = IN_LOG;
        put(shorter, end, logVersion, 8);
        put(shorter, CHECKSUM, checksum(shorter), 4);
        return shorter;
    }

    /// The last version of the log record that has the JSON of this value, if it is elsewhere.
    static OptionalLong reference(byte[] value) {
        return value.length >= FIXED + 8 && value[0] == IN_LOG ? OptionalLong.of(take(value, value.length - 8, 8)) : OptionalLong.empty();
    }

    private static byte[] value(int format, long version, Instant time, byte[] meta, byte[] json) {
        byte[] value = new byte[FIXED + meta.length + json.length];
        value[0] = (byte) format;
        put(value, VERSION, version, 8);
        put(value, TIME, Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1000), 8);
        put(value, META_LENGTH, meta.length, 4);
        System.arraycopy(meta, 0, value, FIXED, meta.length);
        System.arraycopy(json, 0, value, FIXED + meta.length, json.length);
        put(value, CHECKSUM, checksum(value), 4);
        return value;
    }

    /// Reads a value back; one that cannot be read becomes an opaque entry, which can be named and deleted.
    static Stored read(ObjectKey key, byte[] value, UnaryOperator<String> interner) {
        try {
            return readable(key, value, interner);
        } catch (Unpacker.Unreadable | IllegalArgumentException _) {
            return opaque(key, value);
        }
    }

    static Stored opaque(ObjectKey key, byte[] value) {
        return new Stored(key, ResourceVersion.NONE, value, Fields.NONE, new Origin("", new Cause("")), Instant.EPOCH, true);
    }

    private static Stored readable(ObjectKey key, byte[] value, UnaryOperator<String> interner) {
        if (value.length < FIXED || value[0] != FORMAT) {
            throw new Unpacker.Unreadable("not a value of ours");
        }
        if ((int) take(value, CHECKSUM, 4) != checksum(value)) {
            throw new Unpacker.Unreadable("the checksum is wrong");
        }
        long version = take(value, VERSION, 8);
        long micros = take(value, TIME, 8);
        Instant time = Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
        Unpacker meta = new Unpacker(value, FIXED, interner);
        String uid = meta.text();
        boolean terminating = meta.octet() == 1;
        Fields fields = new Fields(uid, meta.textMap(), meta.textMap(), meta.texts(), meta.texts(), terminating);
        Origin origin = new Origin(meta.text(), new Cause(meta.text()));
        byte[] json = Arrays.copyOfRange(value, FIXED + (int) take(value, META_LENGTH, 4), value.length);
        return new Stored(key, new ResourceVersion(version), json, fields, origin, time, false);
    }

    private static int checksum(byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(value, 0, CHECKSUM);
        crc.update(value, META_LENGTH, value.length - META_LENGTH);
        return (int) crc.getValue();
    }

    private static void put(byte[] target, int at, long number, int bytes) {
        for (int i = 0; i < bytes; i++) {
            target[at + i] = (byte) (number >>> 8 * (bytes - 1 - i));
        }
    }

    private static long take(byte[] source, int at, int bytes) {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | source[at + i] & 0xFF;
        }
        return bytes == 4 ? (int) number : number;
    }
}
