package dev.marina.scheduler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.model.placement.Tolerations;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// One constraint less: what the scheduler is asked again with, to find what keeps a pod from its node.
///
/// @param change what it is, as data
/// @param pod the pod without the constraint
/// @param nodes the nodes without it
/// @param ofNodes whether it says something of nodes
record Relaxation(ObjectNode change, PodFacts pod, List<NodeState> nodes, boolean ofNodes) {

    static final int MOST = 32;

    /// All of one constraint each, but for amounts of resources, which are asked for by [Amount]. However many constraints a pod has,
    /// only so many copies of it are made.
    static List<Relaxation> of(Pod pod, List<NodeState> nodes) {
        List<Supplier<Relaxation>> all = new ArrayList<>();
        PodSpec spec = pod.getSpec();
        if (spec.getNodeSelector() != null) {
            spec.getNodeSelector()
                    .forEach((key, value) -> all.add(() -> without(pod, nodes, change("nodeSelector", "remove").put("key", key).put("value", value),
                            each -> each.getSpec().getNodeSelector().remove(key))));
        }
        affinities(pod, nodes, all);
        for (int i = 0; i < spec.getTopologySpreadConstraints().size(); i++) {
            TopologySpreadConstraint constraint = spec.getTopologySpreadConstraints().get(i);
            int index = i;
            if (!"ScheduleAnyway".equals(constraint.getWhenUnsatisfiable())) {
                all.add(() -> without(pod, nodes,
                        change("topologySpreadConstraints", "remove").put("index", index).put("topologyKey", constraint.getTopologyKey()),
                        each -> each.getSpec().getTopologySpreadConstraints().remove(index)));
            }
        }
        hostPorts(pod, nodes, all);
        spec.getVolumes().stream().filter(volume -> volume.getPersistentVolumeClaim() != null).forEach(volume -> all.add(() -> without(pod, nodes,
                change("volumes", "remove").put("volume", volume.getName()).put("claim", volume.getPersistentVolumeClaim().getClaimName()),
                each -> each.getSpec().getVolumes().removeIf(other -> other.getName().equals(volume.getName())))));
        spec.getResourceClaims().forEach(claim -> all.add(() -> without(pod, nodes, change("resourceClaims", "remove").put("claim", claim.getName()),
                each -> each.getSpec().getResourceClaims().removeIf(other -> other.getName().equals(claim.getName())))));
        taints(pod, nodes, all);
        if (nodes.stream().anyMatch(NodeState::unschedulable)) {
            all.add(() -> new Relaxation(change("unschedulable", "uncordon"), PodFacts.of(pod), nodes.stream().map(NodeState::uncordoned).toList(), true));
        }
        return all.stream().limit(MOST).map(Supplier::get).toList();
    }

    private static void affinities(Pod pod, List<NodeState> nodes, List<Supplier<Relaxation>> all) {
        Affinity affinity = pod.getSpec().getAffinity();
        if (affinity == null) {
            return;
        }
        if (affinity.getNodeAffinity() != null && affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution() != null) {
            all.add(() -> without(pod, nodes, change("nodeAffinity", "remove"),
                    each -> each.getSpec().getAffinity().getNodeAffinity().setRequiredDuringSchedulingIgnoredDuringExecution(null)));
        }
        for (int i = 0; affinity.getPodAffinity() != null && i < affinity.getPodAffinity().getRequiredDuringSchedulingIgnoredDuringExecution().size(); i++) {
            int index = i;
            all.add(() -> without(pod, nodes, change("podAffinity", "remove").put("index", index),
                    each -> each.getSpec().getAffinity().getPodAffinity().getRequiredDuringSchedulingIgnoredDuringExecution().remove(index)));
        }
        for (int i = 0; affinity.getPodAntiAffinity() != null
                && i < affinity.getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution().size(); i++) {
            int index = i;
            all.add(() -> without(pod, nodes, change("podAntiAffinity", "remove").put("index", index),
                    each -> each.getSpec().getAffinity().getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution().remove(index)));
        }
    }

    private static void hostPorts(Pod pod, List<NodeState> nodes, List<Supplier<Relaxation>> all) {
        for (Container container : pod.getSpec().getContainers()) {
            for (ContainerPort port : container.getPorts()) {
                if (port.getHostPort() != null && port.getHostPort() > 0) {
                    all.add(() -> without(pod, nodes, change("hostPort", "remove").put("container", container.getName()).put("hostPort", port.getHostPort()),
                            each -> each.getSpec().getContainers().stream().filter(other -> other.getName().equals(container.getName()))
                                    .flatMap(other -> other.getPorts().stream()).filter(other -> port.getHostPort().equals(other.getHostPort()))
                                    .forEach(other -> other.setHostPort(null))));
                }
            }
        }
    }

    private static void taints(Pod pod, List<NodeState> nodes, List<Supplier<Relaxation>> all) {
        Set<Taint> taints = new LinkedHashSet<>();
        for (NodeState node : nodes) {
            node.taints().stream()
                    .filter(taint -> !"PreferNoSchedule".equals(taint.getEffect()) && !Tolerations.tolerate(pod.getSpec().getTolerations(), taint))
                    .map(taint -> new Taint(taint.getEffect(), taint.getKey(), null, taint.getValue())).forEach(taints::add);
            if (taints.size() >= MOST) {
                break;
            }
        }
        for (Taint taint : taints) {
            ObjectNode change = change("tolerations", "add").put("key", taint.getKey()).put("effect", taint.getEffect());
            if (taint.getValue() != null) {
                change.put("value", taint.getValue());
            }
            all.add(() -> new Relaxation(change, PodFacts.of(new PodBuilder(pod).editSpec().addNewToleration().withKey(taint.getKey())
                    .withEffect(taint.getEffect()).withOperator("Exists").endToleration().endSpec().build()), nodes, true));
        }
    }

    private static ObjectNode change(String constraint, String change) {
        return Document.mapper().createObjectNode().put("constraint", constraint).put("change", change);
    }

    private static Relaxation without(Pod pod, List<NodeState> nodes, ObjectNode change, Consumer<Pod> edit) {
        Pod copy = new PodBuilder(pod).build();
        edit.accept(copy);
        return new Relaxation(change, PodFacts.of(copy), nodes, false);
    }

    /// Less of one resource: as much as the roomiest of the nodes has left that take the pod otherwise.
    ///
    /// @param share how much less, of what it asks for
    record Amount(ObjectNode change, double share, List<String> nodes) {

        static Stream<Amount> of(Profile profile, Cycle cycle, long endNanos) {
            return cycle.pod().requests().byName().entrySet().stream().filter(entry -> entry.getValue() > 0 && !entry.getKey().equals(Amounts.PODS))
                    .sorted(Map.Entry.comparingByKey()).limit(MOST).takeWhile(_ -> System.nanoTime() - endNanos < 0)
                    .flatMap(entry -> less(profile, cycle, entry.getKey(), entry.getValue()));
        }

        private static Stream<Amount> less(Profile profile, Cycle cycle, String resource, long wanted) {
            Cycle without = cycle.asking(cycle.pod().with(cycle.pod().requests().with(resource, 0)), cycle.nodes());
            List<String> fitting = Verdicts.of(profile, without).fitting();
            long most = cycle.nodes().stream().filter(node -> fitting.contains(node.name())).mapToLong(node -> free(node, resource)).max().orElse(0);
            if (most <= 0 || most >= wanted) {
                return Stream.empty();
            }
            List<String> there = cycle.nodes().stream().filter(node -> fitting.contains(node.name()) && free(node, resource) >= most).map(NodeState::name)
                    .toList();
            ObjectNode change = Relaxation.change("requests", "lower").put("resource", resource).put("from", text(resource, wanted)).put("to",
                    text(resource, most));
            return Stream.of(new Amount(change, (double) (wanted - most) / wanted, there));
        }

        private static long free(NodeState node, String resource) {
            return node.allocatable().get(resource) - node.requested().get(resource);
        }

        private static String text(String resource, long amount) {
            return resource.equals(Amounts.CPU) ? amount + "m" : Long.toString(amount);
        }
    }
}
