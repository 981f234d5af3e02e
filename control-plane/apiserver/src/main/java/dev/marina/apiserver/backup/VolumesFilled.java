package dev.marina.apiserver.backup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.Quantities;
import dev.marina.apiserver.admission.PlanQuotaAdmission;
import dev.marina.apiserver.admission.ResourceAmount;
import dev.marina.apiserver.endpoint.BuiltinMachinery;
import dev.marina.apiserver.endpoint.Encoding;
import dev.marina.apiserver.fork.RestoredClaims;
import dev.marina.model.tunnel.VolumeFrames;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.Mutation;
import dev.marina.store.StoreException;
import dev.marina.store.Stored;
import dev.marina.store.backup.BackupId;
import dev.marina.store.backup.BackupReader;
import dev.marina.store.backup.Manifest;
import dev.marina.store.backup.VolumeProgress;
import dev.marina.store.backup.VolumeProgress.Item;
import dev.marina.store.backup.VolumeProgress.Phase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Brings what a backup has of volumes to claims of a cluster that wait for it: chooses a node where nobody has, has its machine make the volume, and says so in
/// the claim, whereupon the node's provisioner goes on as with any volume. What is done is seen in the claims, so each step may be begun again.
final class VolumesFilled {

    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupResource NODES = new GroupResource("", "nodes");
    private static final GroupVersionKind CLAIM = new GroupVersionKind("", "v1", "PersistentVolumeClaim");
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private final ClusterStore store;
    private final BuiltinMachinery types;
    private final MachineVolumes machines;
    private final PlanQuotaAdmission.Tenants plans;
    private final BackupId id;
    private final ClusterRecord into;
    private final Origin origin;
    private final boolean patient;

    VolumesFilled(ClusterStore store, BuiltinMachinery types, MachineVolumes machines, PlanQuotaAdmission.Tenants plans, BackupId id, ClusterRecord into,
            Origin origin, boolean patient) {
        this.store = store;
        this.types = types;
        this.machines = machines;
        this.plans = plans;
        this.id = id;
        this.into = into;
        this.origin = origin;
        this.patient = patient;
    }

    /// @param number in the backup
    record Wanted(int number, Manifest.Volume volume) {}

    /// Those of the backup for which a claim waits, or has waited.
    static List<Wanted> wanted(ClusterImage image, BackupReader reader, String backup, Set<String> namespaces) {
        List<Wanted> wanted = new ArrayList<>();
        List<Manifest.Volume> volumes = reader.manifest().volumes();
        for (int i = 0; i < volumes.size(); i++) {
            Manifest.Volume volume = volumes.get(i);
            boolean meant = namespaces.isEmpty() || namespaces.contains(volume.namespace());
            if (meant && claim(image, volume).filter(claim -> RestoredClaims.awaits(claim, backup)).isPresent()) {
                wanted.add(new Wanted(i, volume));
            }
        }
        return wanted;
    }

    private static ObjectKey key(ClusterImage image, Manifest.Volume volume) {
        return new ObjectKey(image.cluster(), ClaimedVolumes.CLAIMS, volume.namespace(), volume.claim());
    }

    private static Optional<Document> claim(ClusterImage image, Manifest.Volume volume) {
        return image.find(key(image, volume)).map(stored -> Document.parse(stored.bytes()));
    }

    /// @param failed as it was answered before
    void fill(BackupReader reader, List<Wanted> wanted, List<Item> failed, VolumeTally tally) {
        Set<String> machinesBefore = reader.manifest().volumes().stream().map(Manifest.Volume::machine).collect(Collectors.toSet());
        for (int i = 0; i < wanted.size(); i++) {
            Manifest.Volume volume = wanted.get(i).volume();
            Optional<Item> before = failed.stream().filter(item -> item.namespace().equals(volume.namespace()) && item.claim().equals(volume.claim()))
                    .findFirst();
            if (before.isPresent()) {
                tally.to(i, Phase.FAILED, before.get().message());
            } else if (failed.size() >= VolumeProgress.MOST_NAMED) {
                tally.to(i, Phase.FAILED, "so many others have failed");
            } else {
                fill(reader, wanted.get(i), i, machinesBefore, tally);
            }
        }
    }

    private void fill(BackupReader reader, Wanted wanted, int item, Set<String> machinesBefore, VolumeTally tally) {
        Manifest.Volume volume = wanted.volume();
        for (int attempt = 0; attempt < 2; attempt++) {
            ClusterImage image = store.image(into.id());
            Optional<Document> claim = claim(image, volume);
            FillPlan.Places places = new FillPlan.Places(machines.ofNodes(into.id()), ready(image), machinesBefore);
            switch (FillPlan.of(claim, id.uid(), volume.machine(), places, unscheduled(image, volume), patient)) {
                case FillPlan.NotConcerned _ -> tally.to(item, Phase.FAILED, "the claim is gone");
                case FillPlan.Done _ -> tally.to(item, Phase.RESTORED, volume.plain(), volume.plain(), "");
                case FillPlan.Await(String why) -> tally.to(item, Phase.WAITING, volume.plain(), 0, why);
                case FillPlan.Choose(String node) -> {
                    annotate(volume, claim.orElseThrow().uid(), FillPlan.SELECTED_NODE, node);
                    continue;
                }
                case FillPlan.Write(String machine) -> write(reader, wanted, item, machine, claim.orElseThrow(), tally);
            }
            return;
        }
    }

    private void write(BackupReader reader, Wanted wanted, int item, String machine, Document claim, VolumeTally tally) {
        Manifest.Volume volume = wanted.volume();
        Optional<String> exceeded = exceeded(claim);
        if (exceeded.isPresent()) {
            tally.to(item, Phase.FAILED, exceeded.get());
            return;
        }
        tally.to(item, Phase.COPYING, volume.plain(), 0, "");
        long asked = Quantities.value(claim.text("spec", "resources", "requests", "storage")).longValue();
        try {
            machines.write(machine, new MachineVolumes.Wanted(into.id(), "pvc-" + claim.uid(), Math.max(asked, volume.size()), volume.block(),
                    "%s/%d".formatted(id.uid(), wanted.number())), pieces -> reader.volume(wanted.number(), (at, bytes) -> {
                        pieces.piece(at, bytes);
                        tally.copied(item, bytes.length);
                    }));
            if (!annotate(volume, claim.uid(), FillPlan.RESTORED, machine)) {
                machines.drop(machine, into.id(), "pvc-" + claim.uid());
                tally.to(item, Phase.FAILED, "the claim is gone");
                return;
            }
            tally.to(item, Phase.WAITING, volume.plain(), volume.plain(), "its volume is being bound");
        } catch (VolumeFrames.FailedThere why) {
            tally.to(item, Phase.FAILED, why.getMessage());
        } catch (IOException broken) {
            tally.to(item, patient ? Phase.WAITING : Phase.FAILED, volume.plain(), 0, broken.getMessage());
        }
    }

    /// Claims with which a cluster began were never asked about.
    private Optional<String> exceeded(Document claim) {
        String limit = plans.plan(into.tenant()).map(plan -> plan.volumes()).orElse("");
        ObjectKey key = new ObjectKey(into.id(), ClaimedVolumes.CLAIMS, claim.namespace(), claim.name());
        ResourceAmount taken = plans.claimedVolumes(into.tenant(), key)
                .plus(ResourceAmount.parseOrZero(claim.text("spec", "resources", "requests", "storage")));
        return limit.isEmpty() || !taken.exceeds(ResourceAmount.parseOrZero(limit))
                ? Optional.empty()
                : Optional.of("exceeded quota: plan, used: volumes=%s, limited: volumes=%s".formatted(taken, limit));
    }

    /// False where the claim is gone, or is another one.
    private boolean annotate(Manifest.Volume volume, String uid, String name, String value) {
        for (int attempt = 1;; attempt++) {
            ClusterImage image = store.image(into.id());
            Optional<Stored> stored = image.find(key(image, volume));
            if (stored.isEmpty() || !stored.get().fields().uid().equals(uid)) {
                return false;
            }
            Document changed = Document.parse(stored.get().bytes())
                    .edited(root -> root.withObjectProperty("metadata").withObjectProperty("annotations").put(name, value));
            try {
                store.commit(new Mutation(into.id(), origin, List.of(Encoding.put(types.definition(CLAIM), stored.get().key(), changed)),
                        List.of(new Mutation.VersionIs(stored.get().key(), stored.get().version())), OptionalLong.empty()));
                return true;
            } catch (StoreException.Conflict e) {
                if (attempt == 5) {
                    throw e;
                }
            }
        }
    }

    private static Set<String> ready(ClusterImage image) {
        try (Stream<Stored> nodes = image.list(NODES, "")) {
            return nodes.map(stored -> Document.parse(stored.bytes())).filter(VolumesFilled::takesPods).map(Document::name).collect(Collectors.toSet());
        }
    }

    private static boolean takesPods(Document node) {
        return node.holds("Ready") && !node.terminating() && !node.at("spec", "unschedulable").asBoolean();
    }

    private static Optional<String> unscheduled(ClusterImage image, Manifest.Volume volume) {
        try (Stream<Stored> pods = image.list(PODS, volume.namespace())) {
            return pods.map(stored -> Document.parse(stored.bytes())).filter(pod -> pod.text("spec", "nodeName").isEmpty() && !pod.terminating()
                    && !ENDED.contains(pod.text("status", "phase")) && uses(pod, volume.claim())).map(Document::name).sorted().findFirst();
        }
    }

    private static boolean uses(Document pod, String claim) {
        for (JsonNode volume : pod.at("spec", "volumes")) {
            if (volume.path("persistentVolumeClaim").path("claimName").asText().equals(claim)) {
                return true;
            }
        }
        return false;
    }
}
