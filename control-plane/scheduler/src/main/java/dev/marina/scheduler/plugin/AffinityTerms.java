package dev.marina.scheduler.plugin;

import dev.marina.controllers.engine.LabelSelection;
import dev.marina.controllers.engine.Types;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Group;
import dev.marina.scheduler.PodFacts;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;

/// Which pods a term of a pod's affinity is about.
final class AffinityTerms {

    private AffinityTerms() {}

    /// Without looking at namespaces' labels: a term that selects by them may take any.
    static boolean mayTake(PodAffinityTerm term, PodFacts of, PodFacts pod) {
        boolean namespace = term.getNamespaceSelector() != null || (term.getNamespaces().isEmpty()
                ? pod.namespace().equals(of.namespace())
                : term.getNamespaces().contains(pod.namespace()));
        return namespace && LabelSelection.takes(term.getLabelSelector(), pod.labels());
    }

    static boolean takes(Cycle cycle, PodAffinityTerm term, PodFacts of, PodFacts pod) {
        return takes(cycle, term, of.namespace(), pod.group());
    }

    /// @param namespaceOf the pod whose term it is
    static boolean takes(Cycle cycle, PodAffinityTerm term, String namespaceOf, Group pod) {
        boolean namespace = term.getNamespaces().isEmpty() && term.getNamespaceSelector() == null
                ? pod.namespace().equals(namespaceOf)
                : term.getNamespaces().contains(pod.namespace())
                        || term.getNamespaceSelector() != null && cycle.snapshot().find(Types.NAMESPACES, "", pod.namespace())
                                .filter(each -> LabelSelection.takes(term.getNamespaceSelector(), each.getMetadata().getLabels())).isPresent();
        return namespace && LabelSelection.takes(term.getLabelSelector(), pod.labels());
    }
}
