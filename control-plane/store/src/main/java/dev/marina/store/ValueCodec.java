package dev.marina.store;

import dev.marina.api.Cause;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import dev.marina.store.seal.Keyring;
import dev.marina.store.seal.Unsealable;
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
    /// Instead of the JSON, the same sealed.
    private static final int SEALED = 3;

    private static final int WHOLE = -1;

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

    /// A value whose JSON was sealed by [#sealed].
    static byte[] sealedValue(long version, Instant time, byte[] meta, byte[] sealed) {
        return value(SEALED, version, time, meta, sealed);
    }

    /// The object as it stands in a sealed value: by the writer before the commit, so the version is left open.
    static byte[] sealed(Keyring keyring, ObjectKey key, EncodedObject object) {
        return keyring.seal(place(key), new Packer(4 + object.length()).fixed32(object.head().length).raw(object.head()).raw(object.tail()).done());
    }

    /// The same value under the newest key; the version's digits stand in it already.
    static byte[] resealed(Keyring keyring, ObjectKey key, byte[] value) {
        Stored stored = read(key, value, UnaryOperator.identity(), keyring);
        if (stored.opaque()) {
            return value;
        }
        int end = FIXED + (int) take(value, META_LENGTH, 4);
        byte[] sealed = keyring.seal(place(key), new Packer(4 + stored.bytes().length).fixed32(WHOLE).raw(stored.bytes()).done());
        byte[] result = Arrays.copyOf(value, end + sealed.length);
        result[0] = SEALED;
        System.arraycopy(sealed, 0, result, end, sealed.length);
        put(result, CHECKSUM, checksum(result), 4);
        return result;
    }

    /// Whether the bytes of an object lie here and not under this key.
    static boolean wantsSealing(byte[] value, int key) {
        return value.length >= FIXED && (value[0] == FORMAT && value.length > FIXED + (int) take(value, META_LENGTH, 4)
                || value[0] == SEALED && Keyring.numberOf(Arrays.copyOfRange(value, FIXED + (int) take(value, META_LENGTH, 4), value.length)) != key);
    }

    private static String place(ObjectKey key) {
        return "%s %s/%s".formatted(key.cluster(), key.resource(), key.path());
    }

    /// When the value was written; needs no key.
    static Instant time(byte[] value) {
        long micros = value.length < FIXED ? 0 : take(value, TIME, 8);
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
    }

    /// How the JSON of a value is kept.
    enum Form {
        WHOLE, IN_LOG, SEALED, UNREADABLE
    }

    static Form form(byte[] value) {
        if (value.length < FIXED || (int) take(value, CHECKSUM, 4) != checksum(value)) {
            return Form.UNREADABLE;
        }
        return switch (value[0]) {
            case FORMAT -> Form.WHOLE;
            case IN_LOG -> Form.IN_LOG;
            case SEALED -> Form.SEALED;
            default -> Form.UNREADABLE;
        };
    }

    /// Needs no key; of a readable value.
    static long version(byte[] value) {
        return take(value, VERSION, 8);
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
    static Stored read(ObjectKey key, byte[] value, UnaryOperator<String> interner, Keyring keyring) {
        try {
            return readable(key, value, interner, keyring);
        } catch (Unpacker.Unreadable | Unsealable | IllegalArgumentException _) {
            return opaque(key, value);
        }
    }

    static Stored opaque(ObjectKey key, byte[] value) {
        return new Stored(key, ResourceVersion.NONE, value, Fields.NONE, new Origin("", new Cause("")), Instant.EPOCH, true);
    }

    private static Stored readable(ObjectKey key, byte[] value, UnaryOperator<String> interner, Keyring keyring) {
        if (value.length < FIXED || value[0] != FORMAT && value[0] != SEALED) {
            throw new Unpacker.Unreadable("not a value of ours");
        }
        if ((int) take(value, CHECKSUM, 4) != checksum(value)) {
            throw new Unpacker.Unreadable("the checksum is wrong");
        }
        long version = take(value, VERSION, 8);
        Unpacker meta = new Unpacker(value, FIXED, interner);
        String uid = meta.text();
        boolean terminating = meta.octet() == 1;
        Fields fields = new Fields(uid, meta.textMap(), meta.textMap(), meta.texts(), meta.texts(), terminating);
        Origin origin = new Origin(meta.text(), new Cause(meta.text()));
        byte[] rest = Arrays.copyOfRange(value, FIXED + (int) take(value, META_LENGTH, 4), value.length);
        byte[] json = value[0] == SEALED ? opened(keyring.open(place(key), rest), version) : rest;
        return new Stored(key, new ResourceVersion(version), json, fields, origin, time(value), false);
    }

    private static byte[] opened(byte[] plain, long version) {
        int head = new Unpacker(plain, 0).fixed32();
        return head == WHOLE
                ? Arrays.copyOfRange(plain, 4, plain.length)
                : new EncodedObject(Arrays.copyOfRange(plain, 4, 4 + head), Arrays.copyOfRange(plain, 4 + head, plain.length)).withVersion(version);
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
