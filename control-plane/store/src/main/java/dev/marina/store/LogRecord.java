package dev.marina.store;

import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// What one batch did to one cluster, as it stands in the log: for every change its version, verb, key, the version it
/// replaced, and the whole value with fields, origin, time and bytes. A deletion's value has no bytes.
record LogRecord(List<Change> changes) {

    private static final int FORMAT = 1;

    enum Verb {
        CREATE, UPDATE, DELETE
    }

    record Change(long version, Verb verb, ObjectKey key, long replaced, byte[] value) {}

    long lastVersion() {
        return changes.getLast().version();
    }

    /// The last change of this object in it.
    Optional<Change> last(ObjectKey key) {
        return changes.reversed().stream().filter(change -> change.key().equals(key)).findFirst();
    }

    byte[] bytes() {
        int expected = 16;
        for (Change change : changes) {
            expected += change.value().length + 160;
        }
        Packer packer = new Packer(expected).count(changes.size());
        for (Change change : changes) {
            packer.fixed(change.version()).octet(change.verb().ordinal())
                    .text(change.key().resource().group()).text(change.key().resource().resource())
                    .text(change.key().namespace()).text(change.key().name())
                    .fixed(change.replaced()).bytes(change.value());
        }
        byte[] body = packer.done();
        return new Packer(body.length + 5).octet(FORMAT).fixed32(checksum(body, 0)).raw(body).done();
    }

    static LogRecord read(ClusterId cluster, byte[] bytes) {
        Unpacker unpacker = new Unpacker(bytes, 0);
        if (unpacker.octet() != FORMAT || unpacker.fixed32() != checksum(bytes, 5)) {
            throw new Unpacker.Unreadable("not a log record of ours");
        }
        int count = unpacker.count();
        List<Change> changes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long version = unpacker.fixed();
            Verb verb = Verb.values()[unpacker.octet()];
            ObjectKey key = new ObjectKey(cluster, new GroupResource(unpacker.text(), unpacker.text()), unpacker.text(), unpacker.text());
            changes.add(new Change(version, verb, key, unpacker.fixed(), unpacker.bytes()));
        }
        return new LogRecord(changes);
    }

    private static int checksum(byte[] bytes, int from) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, bytes.length - from);
        return (int) crc.getValue();
    }
}
