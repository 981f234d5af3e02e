package dev.marina.store;

import dev.marina.api.ClusterId;
import dev.marina.store.seal.DataKey;
import dev.marina.store.seal.Keyring;
import dev.marina.store.seal.Sealing;
import dev.marina.store.seal.Unsealable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A cluster's record with its deadlines and its wrapped keys, as bytes. With a [Sealing] the secrets in it are sealed by the
/// cluster's own key.
final class RecordCodec {

    private static final int CLEAR = 1;
    private static final int SEALED = 2;

    private final Optional<Sealing> sealing;

    RecordCodec(Optional<Sealing> sealing) {
        this.sealing = sealing;
    }

    /// @param deadlines when the cluster must be awake, by name
    record Entry(ClusterRecord record, Map<String, Instant> deadlines, Keyring keyring) {

        Entry(ClusterRecord record, Map<String, Instant> deadlines) {
            this(record, deadlines, Keyring.NONE);
        }

        Entry with(ClusterRecord replacement) {
            return new Entry(replacement, deadlines, keyring);
        }

        Entry with(Map<String, Instant> newDeadlines) {
            return new Entry(record, Map.copyOf(newDeadlines), keyring);
        }

        Entry with(Keyring newKeyring) {
            return new Entry(record, deadlines, newKeyring);
        }
    }

    Optional<Sealing> sealing() {
        return sealing;
    }

    /// For a new cluster.
    Keyring newKeyring(ClusterId cluster) {
        return sealing.map(present -> Keyring.create(present.keys(), cluster.value())).orElse(Keyring.NONE);
    }

    byte[] bytes(Entry entry) {
        ClusterRecord record = entry.record();
        boolean sealed = entry.keyring().newest().isPresent();
        Packer packer = new Packer(256).octet(sealed ? SEALED : CLEAR)
                .text(record.tenant()).text(record.name()).octet(record.state().ordinal())
                .count(record.shard()).fixed(record.created().toEpochMilli());
        byte[] secrets = secrets(record);
        if (sealed) {
            packer.count(entry.keyring().sealedBy()).count(entry.keyring().keys().size());
            entry.keyring().keys().forEach(key -> packer.count(key.number()).text(key.wrappedBy()).bytes(key.wrapped()));
            packer.bytes(entry.keyring().seal(place(record.id()), secrets));
        } else {
            packer.raw(secrets);
        }
        packer.textMap(record.settings());
        packer.count(entry.deadlines().size());
        new TreeMap<>(entry.deadlines()).forEach((name, due) -> packer.text(name).fixed(due.toEpochMilli()));
        return packer.done();
    }

    private static byte[] secrets(ClusterRecord record) {
        Packer packer = new Packer(256).count(record.secrets().size());
        new TreeMap<>(record.secrets()).forEach((name, secret) -> packer.text(name).bytes(secret));
        return packer.done();
    }

    private static String place(ClusterId cluster) {
        return "record of " + cluster;
    }

    Entry read(ClusterId id, byte[] bytes) {
        // Names and settings are alike in most records, and records are all that is in memory of a sleeping cluster.
        Unpacker unpacker = new Unpacker(bytes, 0, String::intern);
        int format = unpacker.octet();
        if (format != CLEAR && format != SEALED) {
            throw new Unpacker.Unreadable("the record of cluster %s has a form this version does not know".formatted(id));
        }
        String tenant = unpacker.text();
        String name = unpacker.text();
        ClusterRecord.State state = ClusterRecord.State.values()[unpacker.octet()];
        int shard = unpacker.count();
        Instant created = Instant.ofEpochMilli(unpacker.fixed());
        Keyring keyring = format == SEALED ? keyring(id, unpacker) : Keyring.NONE;
        Map<String, byte[]> secrets = format == SEALED ? secrets(new Unpacker(opened(id, keyring, unpacker.bytes()), 0, String::intern)) : secrets(unpacker);
        Map<String, String> settings = unpacker.textMap();
        Map<String, Instant> deadlines = new LinkedHashMap<>();
        for (int i = unpacker.count(); i > 0; i--) {
            deadlines.put(unpacker.text(), Instant.ofEpochMilli(unpacker.fixed()));
        }
        return new Entry(new ClusterRecord(id, tenant, name, state, shard, created, Map.copyOf(secrets), settings), Map.copyOf(deadlines), keyring);
    }

    private static Map<String, byte[]> secrets(Unpacker unpacker) {
        Map<String, byte[]> secrets = new LinkedHashMap<>();
        for (int i = unpacker.count(); i > 0; i--) {
            secrets.put(unpacker.text(), unpacker.bytes());
        }
        return secrets;
    }

    private Keyring keyring(ClusterId id, Unpacker unpacker) {
        Sealing present = sealing.orElseThrow(() -> new Unpacker.Unreadable("cluster %s is sealed, and this process has no keys".formatted(id)));
        int sealedBy = unpacker.count();
        List<DataKey> keys = new ArrayList<>();
        for (int i = unpacker.count(); i > 0; i--) {
            int number = unpacker.count();
            String wrappedBy = unpacker.text();
            keys.add(unwrapped(id, number, wrappedBy, unpacker.bytes(), present));
        }
        return new Keyring(keys, sealedBy);
    }

    private static DataKey unwrapped(ClusterId id, int number, String wrappedBy, byte[] wrapped, Sealing sealing) {
        try {
            return Keyring.unwrap(number, wrappedBy, wrapped, sealing.keys(), id.value());
        } catch (Unsealable e) {
            throw new Unpacker.Unreadable("the key of cluster %s cannot be unwrapped: %s".formatted(id, e.getMessage()));
        }
    }

    private static byte[] opened(ClusterId id, Keyring keyring, byte[] sealed) {
        try {
            return keyring.open(place(id), sealed);
        } catch (Unsealable e) {
            throw new Unpacker.Unreadable("the secrets of cluster %s cannot be opened: %s".formatted(id, e.getMessage()));
        }
    }

    /// Which keys wrap what stands in this record; no key is needed to know.
    static List<String> wrappedBy(byte[] bytes) {
        Unpacker unpacker = new Unpacker(bytes, 0);
        if (unpacker.octet() != SEALED) {
            return List.of();
        }
        unpacker.text();
        unpacker.text();
        unpacker.octet();
        unpacker.count();
        unpacker.fixed();
        unpacker.count();
        List<String> ids = new ArrayList<>();
        for (int i = unpacker.count(); i > 0; i--) {
            unpacker.count();
            ids.add(unpacker.text());
            unpacker.bytes();
        }
        return ids;
    }

    /// Whether this is the record of a cluster that is being deleted; it has no keys.
    static boolean deleting(byte[] bytes) {
        Unpacker unpacker = new Unpacker(bytes, 0);
        unpacker.octet();
        unpacker.text();
        unpacker.text();
        return unpacker.octet() == ClusterRecord.State.DELETING.ordinal();
    }
}
