package dev.marina.apiserver;

import dev.marina.api.Cause;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.apiserver.admission.ResourceAmount;
import dev.marina.apiserver.admission.VolumeBytes;
import dev.marina.apiserver.endpoint.Encoding;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.Fields;
import dev.marina.store.Mutation;
import dev.marina.store.StoreException;
import dev.marina.store.Stored;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/// How many bytes of volumes and their snapshots a tenant takes in all its clusters together. Claims, and contents of snapshots as they, lie
/// in those clusters and no mutation reaches two of them, so whoever is about to write a claim notes it first in one place, the ConfigMap `volume-reservations` of the
/// tenant's namespace in the management cluster, by compare-and-set. A note is of no use once the claim is there, and forgotten
/// after a while if it never comes.
final class VolumeReservations {

    private static final GroupResource CONFIG_MAPS = new GroupResource("", "configmaps");
    private static final Origin ORIGIN = new Origin("system:apiserver", Cause.clock("volume-reservations"));
    private static final String NAME = "volume-reservations";
    /// Longer than a request may take from the note to its write.
    private static final Duration LIFE = Duration.ofSeconds(90);
    private static final int ATTEMPTS = 20;

    private final ClusterStore store;
    private final Clock clock;

    VolumeReservations(ClusterStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    private record Note(ResourceAmount amount, Instant until) {
        static Note of(String text) {
            String[] parts = text.split(" ");
            return new Note(ResourceAmount.parseOrZero(parts[0]), Instant.ofEpochSecond(Long.parseLong(parts[1])));
        }

        String text() {
            return amount.value().toPlainString() + " " + until.getEpochSecond();
        }
    }

    /// The notes as they are stored; reading them before the claims makes sure that a claim is in one or the other.
    private record Notes(ClusterRecord management, ObjectKey key, Optional<Stored> stored, Map<String, Note> byClaim) {}

    private Optional<Notes> notes(String tenant) {
        return store.find(ApiServer.MANAGEMENT_TENANT, ApiServer.MANAGEMENT_CLUSTER).map(management -> {
            ObjectKey key = new ObjectKey(management.id(), CONFIG_MAPS, tenant, NAME);
            Optional<Stored> stored = store.image(management.id()).find(key);
            Map<String, Note> byClaim = new TreeMap<>();
            stored.ifPresent(found -> Document.parse(found.bytes()).at("data").properties()
                    .forEach(entry -> byClaim.put(entry.getKey(), Note.of(entry.getValue().asText()))));
            byClaim.values().removeIf(note -> note.until().isBefore(clock.instant()));
            return new Notes(management, key, stored, byClaim);
        });
    }

    ResourceAmount taken(String tenant, ObjectKey except) {
        Map<String, Note> notes = notes(tenant).map(Notes::byClaim).orElseGet(TreeMap::new);
        return sum(tenant, except, notes);
    }

    /// What is claimed, and what is noted and not yet claimed. Takes settled notes out of the map.
    private ResourceAmount sum(String tenant, ObjectKey except, Map<String, Note> notes) {
        ResourceAmount sum = ResourceAmount.ZERO;
        for (ClusterRecord cluster : (Iterable<ClusterRecord>) store.records().filter(record -> record.tenant().equals(tenant)
                && record.state() == ClusterRecord.State.ACTIVE)::iterator) {
            ClusterImage image = store.image(cluster.id());
            try (Stream<Stored> taking = VolumeBytes.takers(image)) {
                for (Stored claim : (Iterable<Stored>) taking.filter(stored -> !stored.key().equals(except) && !stored.opaque())::iterator) {
                    ResourceAmount amount = VolumeBytes.of(claim.key().resource(), Document.parse(claim.bytes()), image);
                    Note note = notes.get(name(claim.key()));
                    if (note != null && note.amount().exceeds(amount)) {
                        // It is about to grow: counted below, as large as it will be.
                        continue;
                    }
                    notes.remove(name(claim.key()));
                    sum = sum.plus(amount);
                }
            }
        }
        for (Map.Entry<String, Note> note : notes.entrySet()) {
            sum = note.getKey().equals(name(except)) ? sum : sum.plus(note.getValue().amount());
        }
        return sum;
    }

    boolean reserve(String tenant, ObjectKey claim, ResourceAmount amount, ResourceAmount limit) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Notes> found = notes(tenant);
            if (found.isEmpty()) {
                return true;
            }
            Notes notes = found.get();
            if (sum(tenant, claim, notes.byClaim()).plus(amount).exceeds(limit)) {
                return false;
            }
            notes.byClaim().put(name(claim), new Note(amount, clock.instant().plus(LIFE)));
            if (write(notes)) {
                return true;
            }
        }
        return false;
    }

    private boolean write(Notes notes) {
        Document object = Document.object("v1", "ConfigMap").edited(node -> {
            node.putObject("metadata").put("name", NAME).put("namespace", notes.key().namespace());
            var data = node.putObject("data");
            notes.byClaim().forEach((claim, note) -> data.put(claim, note.text()));
        });
        Mutation.Predicate same = notes.stored().<Mutation.Predicate>map(stored -> new Mutation.VersionIs(notes.key(), stored.version()))
                .orElseGet(() -> new Mutation.Absent(notes.key()));
        try {
            store.commit(new Mutation(notes.management().id(), ORIGIN, List.of(new Mutation.Put(notes.key(), Encoding.encode(object), Fields.NONE)),
                    List.of(same), OptionalLong.empty()));
            return true;
        } catch (StoreException.Conflict | StoreException.AlreadyExists | StoreException.NotFound e) {
            return false;
        }
    }

    private static String name(ObjectKey claim) {
        // A content is in no namespace, and no namespace begins with a dot.
        return claim.cluster() + "." + claim.namespace() + "." + claim.name();
    }
}
