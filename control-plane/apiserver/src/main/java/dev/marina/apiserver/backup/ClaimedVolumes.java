package dev.marina.apiserver.backup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.store.ClusterImage;
import dev.marina.store.Stored;
import dev.marina.store.backup.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which claims' volumes are read for a backup, and why the others are not, as data.
record ClaimedVolumes(List<Claimed> taken, List<Manifest.LeftOut> leftOut) {

    static final GroupResource CLAIMS = new GroupResource("", "persistentvolumeclaims");
    private static final GroupResource VOLUMES = new GroupResource("", "persistentvolumes");
    private static final String DRIVER = "csi.marina.dev";
    private static final String MACHINE = "topology.csi.marina.dev/machine";
    private static final List<String> OUTSIDE = List.of("nfs", "hostPath", "local", "iscsi", "fc");

    /// @param handle of the volume, which names its cluster
    record Claimed(String namespace, String claim, String machine, String handle) {

        String words() {
            return namespace + "/" + claim;
        }
    }

    private record NotTaken(String reason, String message) {}

    static ClaimedVolumes of(ClusterImage image) {
        List<Claimed> taken = new ArrayList<>();
        List<Manifest.LeftOut> leftOut = new ArrayList<>();
        try (Stream<Stored> all = image.list(CLAIMS, "")) {
            all.forEach(stored -> {
                Document claim = Document.parse(stored.bytes());
                Optional<Document> volume = Optional.of(claim.text("spec", "volumeName")).filter(name -> !name.isEmpty())
                        .flatMap(name -> image.find(new ObjectKey(image.cluster(), VOLUMES, "", name))).map(found -> Document.parse(found.bytes()));
                Optional<NotTaken> not = notTaken(image, claim, volume);
                not.ifPresentOrElse(why -> leftOut.add(new Manifest.LeftOut(claim.namespace(), claim.name(), why.reason(), why.message())),
                        () -> taken.add(new Claimed(claim.namespace(), claim.name(), machine(volume.get()).orElseThrow(),
                                volume.get().text("spec", "csi", "volumeHandle"))));
            });
        }
        return new ClaimedVolumes(List.copyOf(taken), List.copyOf(leftOut));
    }

    private static Optional<NotTaken> notTaken(ClusterImage image, Document claim, Optional<Document> volume) {
        if (claim.terminating()) {
            return Optional.of(new NotTaken("Terminating", "the claim is being deleted"));
        }
        if (volume.isEmpty() || !volume.get().text("spec", "claimRef", "uid").equals(claim.uid())) {
            return Optional.of(new NotTaken("NotBound", "the claim is not bound to a volume"));
        }
        JsonNode spec = volume.get().at("spec");
        String driver = spec.path("csi").path("driver").asText();
        if (!driver.equals(DRIVER)) {
            return Optional.of(driver.isEmpty()
                    ? new NotTaken("NoSnapshots", "its volume is of the kind %s, of which there are no snapshots"
                            .formatted(OUTSIDE.stream().filter(spec::has).findFirst().orElse("unknown")))
                    : new NotTaken("ForeignDriver", "its volume is the driver %s's".formatted(driver)));
        }
        if (!spec.path("csi").path("volumeHandle").asText().startsWith(image.cluster().value() + "_") || machine(volume.get()).isEmpty()) {
            return Optional.of(new NotTaken("NotOfCluster", "its volume object does not name a volume of this cluster"));
        }
        return Optional.empty();
    }

    private static Optional<String> machine(Document volume) {
        for (JsonNode term : volume.at("spec", "nodeAffinity", "required", "nodeSelectorTerms")) {
            for (JsonNode match : term.path("matchExpressions")) {
                if (match.path("key").asText().equals(MACHINE) && match.path("values").size() == 1) {
                    return Optional.of(match.path("values").get(0).asText());
                }
            }
        }
        return Optional.empty();
    }
}
