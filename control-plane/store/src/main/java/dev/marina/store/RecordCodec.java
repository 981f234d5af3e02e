package dev.marina.store;

import dev.marina.api.ClusterId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// A cluster's record with its deadlines, as bytes.
final class RecordCodec {

    private static final int FORMAT = 1;

    private RecordCodec() {}

    /// @param deadlines when the cluster must be awake, by name
    record Entry(ClusterRecord record, Map<String, Instant> deadlines) {

        Entry with(ClusterRecord replacement) {
            return new Entry(replacement, deadlines);
        }
    }

    static byte[] bytes(Entry entry) {
        ClusterRecord record = entry.record();
        Packer packer = new Packer(256).octet(FORMAT)
                .text(record.tenant()).text(record.name()).octet(record.state().ordinal())
                .count(record.shard()).fixed(record.created().toEpochMilli());
        packer.count(record.secrets().size());
        new TreeMap<>(record.secrets()).forEach((name, secret) -> packer.text(name).bytes(secret));
        packer.textMap(record.settings());
        packer.count(entry.deadlines().size());
        new TreeMap<>(entry.deadlines()).forEach((name, due) -> packer.text(name).fixed(due.toEpochMilli()));
        return packer.done();
    }

    static Entry read(ClusterId id, byte[] bytes) {
        // Names and settings are alike in most records, and records are all that is in memory of a sleeping cluster.
        Unpacker unpacker = new Unpacker(bytes, 0, String::intern);
        if (unpacker.octet() != FORMAT) {
            throw new Unpacker.Unreadable("the record of cluster %s has a form this version does not know".formatted(id));
        }
        String tenant = unpacker.text();
        String name = unpacker.text();
        ClusterRecord.State state = ClusterRecord.State.values()[unpacker.octet()];
        int shard = unpacker.count();
        Instant created = Instant.ofEpochMilli(unpacker.fixed());
        Map<String, byte[]> secrets = new LinkedHashMap<>();
        for (int i = unpacker.count(); i > 0; i--) {
            secrets.put(unpacker.text(), unpacker.bytes());
        }
        Map<String, String> settings = unpacker.textMap();
        Map<String, Instant> deadlines = new LinkedHashMap<>();
        for (int i = unpacker.count(); i > 0; i--) {
            deadlines.put(unpacker.text(), Instant.ofEpochMilli(unpacker.fixed()));
        }
        return new Entry(new ClusterRecord(id, tenant, name, state, shard, created, Map.copyOf(secrets), settings), Map.copyOf(deadlines));
    }
}
