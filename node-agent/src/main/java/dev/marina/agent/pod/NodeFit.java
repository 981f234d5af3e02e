package dev.marina.agent.pod;

import dev.marina.model.placement.NodeTerms;
import dev.marina.model.placement.Tolerations;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the scheduler has looked at and the node looks at again, since pods come past the scheduler too (`spec.nodeName`) and nodes
/// change meanwhile. generalFilter in pkg/kubelet/lifecycle/predicate.go
///
/// @param allocatable what the node has for pods, without what others than itself have declared
/// @param used by its other pods
/// @param pods how many others there are
record NodeFit(Requested allocatable, Requested used, int pods) {

    /// In the order in which the kubelet finds them; it tells the first.
    List<Misfit> misfits(Pod pod, Requested wanted, Node node, boolean portsTaken) {
        List<Misfit> found = new ArrayList<>(lacking(wanted, node));
        if (!selected(pod, node)) {
            found.add(Misfit.Rule.AFFINITY);
        }
        if (portsTaken) {
            found.add(Misfit.Rule.PORTS);
        }
        if (node.getSpec() != null && node.getSpec().getTaints().stream()
                .anyMatch(taint -> "NoExecute".equals(taint.getEffect()) && !Tolerations.tolerate(pod.getSpec().getTolerations(), taint))) {
            found.add(Misfit.Rule.TAINT);
        }
        return found;
    }

    private List<Misfit> lacking(Requested wanted, Node node) {
        List<Misfit> lacking = new ArrayList<>();
        long most = allocatable.get(Requested.PODS);
        if (pods + 1 > most) {
            lacking.add(new Misfit.Lacking(Requested.PODS, 1, pods, most));
        }
        List<String> own = List.of(Requested.CPU, Requested.MEMORY, Requested.DISK);
        Stream.concat(own.stream(), wanted.byResource().keySet().stream().filter(resource -> !own.contains(resource)).sorted()).forEach(resource -> {
            Optional<Long> has = own.contains(resource) ? Optional.of(allocatable.get(resource)) : declared(resource, node);
            long requested = wanted.get(resource);
            if (requested > 0 && has.isPresent() && requested > has.get() - used.get(resource)) {
                lacking.add(new Misfit.Lacking(resource, requested, used.get(resource), has.get()));
            }
        });
        return lacking;
    }

    /// Resources that somebody has declared of the node. Of an extended one that it knows nothing of, somebody else keeps count.
    private static Optional<Long> declared(String resource, Node node) {
        Map<String, Quantity> declared = node.getStatus() == null || node.getStatus().getAllocatable() == null ? Map.of() : node.getStatus().getAllocatable();
        Optional<Long> amount = Optional.ofNullable(declared.get(resource))
                .map(quantity -> quantity.getNumericalAmount().setScale(0, RoundingMode.FLOOR).longValue());
        boolean extended = resource.contains("/") && !resource.substring(0, resource.indexOf('/')).endsWith("kubernetes.io");
        return amount.isPresent() || extended ? amount : Optional.of(0L);
    }

    private static boolean selected(Pod pod, Node node) {
        Map<String, String> labels = Optional.ofNullable(node.getMetadata().getLabels()).orElse(Map.of());
        Map<String, String> wanted = Optional.ofNullable(pod.getSpec().getNodeSelector()).orElse(Map.of());
        NodeSelector required = pod.getSpec().getAffinity() == null || pod.getSpec().getAffinity().getNodeAffinity() == null
                ? null
                : pod.getSpec().getAffinity().getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
        return labels.entrySet().containsAll(wanted.entrySet())
                && (required == null || NodeTerms.take(required, node.getMetadata().getName(), labels));
    }
}
