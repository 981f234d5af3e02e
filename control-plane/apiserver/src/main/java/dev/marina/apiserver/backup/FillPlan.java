package dev.marina.apiserver.backup;

import dev.marina.api.Document;
import dev.marina.apiserver.fork.RestoredClaims;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What is to be done about one claim that may wait for what a backup has of its volume, as data.
sealed interface FillPlan {

    /// It does not wait for this backup.
    record NotConcerned() implements FillPlan {}

    record Done() implements FillPlan {}

    record Await(String why) implements FillPlan {}

    /// The claim is to say on which node its volume is wanted.
    record Choose(String node) implements FillPlan {}

    record Write(String machine) implements FillPlan {}

    String SELECTED_NODE = "volume.kubernetes.io/selected-node";
    /// In a claim: the machine on which its volume has been made, to be given to it.
    String RESTORED = "marina.dev/restored-volume";

    /// Where volumes can be.
    ///
    /// @param machines of the cluster's nodes, by the nodes' names
    /// @param ready nodes that take pods
    /// @param former machines on which the backup's volumes lay
    record Places(Map<String, String> machines, Set<String> ready, Set<String> former) {

        /// Volumes that lay on one machine come to one machine, so that a pod that had two of them can have them again; where there is the former, to that.
        Optional<String> node(String machine) {
            List<String> present = ready.stream().filter(machines::containsKey).map(machines::get).distinct().sorted().toList();
            if (present.isEmpty()) {
                return Optional.empty();
            }
            int rank = List.copyOf(new TreeSet<>(former)).indexOf(machine);
            String chosen = present.contains(machine) ? machine : present.get(Math.max(0, rank) % present.size());
            return nodeOn(chosen);
        }

        Optional<String> nodeOn(String machine) {
            return ready.stream().filter(node -> machine.equals(machines.get(node))).sorted().findFirst();
        }
    }

    /// @param was the machine on which the volume lay
    /// @param pod that wants the claim and has no node yet, where there is one
    /// @param patient whether it waits until somebody has scheduled that one
    static FillPlan of(Optional<Document> claim, String backup, String was, Places places, Optional<String> pod, boolean patient) {
        if (claim.isEmpty() || claim.get().terminating() || !RestoredClaims.awaits(claim.get(), backup)) {
            return new NotConcerned();
        }
        if (!claim.get().text("spec", "volumeName").isEmpty()) {
            return claim.get().text("status", "phase").equals("Bound") ? new Done() : new Await("its volume is being bound");
        }
        String selected = claim.get().text("metadata", "annotations", SELECTED_NODE);
        String made = claim.get().text("metadata", "annotations", RESTORED);
        if (!made.isEmpty()) {
            // Somebody may have said another node while it was being made.
            return made.equals(places.machines().get(selected))
                    ? new Await("its volume is being bound")
                    : places.nodeOn(made).<FillPlan>map(Choose::new).orElseGet(() -> new Await("no node is ready on the machine of its volume"));
        }
        if (places.machines().containsKey(selected)) {
            return new Write(places.machines().get(selected));
        }
        if (pod.isPresent() && patient) {
            return new Await("pod %s is to be scheduled first".formatted(pod.get()));
        }
        return places.node(was).<FillPlan>map(Choose::new).orElseGet(() -> new Await("the cluster has no node that is ready"));
    }
}
