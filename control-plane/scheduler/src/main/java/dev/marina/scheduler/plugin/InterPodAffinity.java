package dev.marina.scheduler.plugin;

import dev.marina.controllers.engine.LabelSelection;
import dev.marina.controllers.engine.Types;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.PodFacts;
import dev.marina.scheduler.SchedulerPlugin;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import java.util.List;

/// Required affinity and anti-affinity between pods, within a topology domain; also what pods that run already forbid.
public final class InterPodAffinity implements SchedulerPlugin.Filter {

    @Override
    public String name() {
        return "InterPodAffinity";
    }

    @Override
    public Fit filter(Cycle cycle, NodeState node) {
        for (PodAffinityTerm term : affinity(cycle.pod())) {
            if (!inDomain(cycle, node, term, cycle.pod()) && !firstOfItsKind(cycle, node, term)) {
                return Fit.unresolvable("node(s) didn't match pod affinity rules");
            }
        }
        for (PodAffinityTerm term : antiAffinity(cycle.pod())) {
            if (inDomain(cycle, node, term, cycle.pod())) {
                return Fit.unschedulable("node(s) didn't match pod anti-affinity rules");
            }
        }
        return refusedByOthers(cycle, node) ? Fit.unschedulable("node(s) didn't satisfy existing pods anti-affinity rules") : Fit.FITS;
    }

    private static List<PodAffinityTerm> affinity(PodFacts pod) {
        return pod.affinity() == null || pod.affinity().getPodAffinity() == null ? List.of()
                : pod.affinity().getPodAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
    }

    private static List<PodAffinityTerm> antiAffinity(PodFacts pod) {
        return pod.affinity() == null || pod.affinity().getPodAntiAffinity() == null ? List.of()
                : pod.affinity().getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
    }

    /// Whether a pod that the term takes is in the node's domain.
    private static boolean inDomain(Cycle cycle, NodeState node, PodAffinityTerm term, PodFacts of) {
        String domain = node.labels().get(term.getTopologyKey());
        return domain != null && cycle.nodes().stream().filter(each -> domain.equals(each.labels().get(term.getTopologyKey())))
                .anyMatch(each -> each.pods().stream().anyMatch(pod -> takes(cycle, term, of, pod)));
    }

    /// A group whose members want each other must be able to begin.
    private static boolean firstOfItsKind(Cycle cycle, NodeState node, PodAffinityTerm term) {
        return node.labels().containsKey(term.getTopologyKey()) && takes(cycle, term, cycle.pod(), cycle.pod())
                && cycle.nodes().stream().noneMatch(each -> each.pods().stream().anyMatch(pod -> takes(cycle, term, cycle.pod(), pod)));
    }

    private static boolean refusedByOthers(Cycle cycle, NodeState node) {
        return cycle.nodes().stream().anyMatch(other -> other.pods().stream().anyMatch(pod -> antiAffinity(pod).stream().anyMatch(term -> {
            String domain = other.labels().get(term.getTopologyKey());
            return domain != null && domain.equals(node.labels().get(term.getTopologyKey())) && takes(cycle, term, pod, cycle.pod());
        })));
    }

    private static boolean takes(Cycle cycle, PodAffinityTerm term, PodFacts of, PodFacts pod) {
        boolean namespace = term.getNamespaces().isEmpty() && term.getNamespaceSelector() == null ? pod.namespace().equals(of.namespace())
                : term.getNamespaces().contains(pod.namespace()) || term.getNamespaceSelector() != null && cycle.snapshot().find(Types.NAMESPACES, "", pod.namespace())
                .filter(each -> LabelSelection.takes(term.getNamespaceSelector(), each.getMetadata().getLabels())).isPresent();
        return namespace && LabelSelection.takes(term.getLabelSelector(), pod.labels());
    }
}
