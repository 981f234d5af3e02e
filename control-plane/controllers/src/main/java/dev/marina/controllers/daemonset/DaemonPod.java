package dev.marina.controllers.daemonset;

import dev.marina.model.placement.NodeTerms;
import dev.marina.controllers.engine.TemplatePod;
import dev.marina.model.placement.Tolerations;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The pod of one node, and which nodes take it. A node that is not ready, cordoned or under pressure keeps its daemons.
final class DaemonPod {

    static final String HASH = "controller-revision-hash";
    private static final String GENERATION = "pod-template-generation";
    private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";
    private static final String NAME_FIELD = "metadata.name";

    private DaemonPod() {}

    /// It stays a matter of the scheduler, which is told the node.
    static Pod of(DaemonSet set, String hash, String node) {
        Pod pod = TemplatePod.of(set.getSpec().getTemplate(), Types.DAEMON_SETS, set).build();
        Affinity before = pod.getSpec().getAffinity() == null ? new Affinity() : pod.getSpec().getAffinity();
        Affinity affinity = new AffinityBuilder(before).editOrNewNodeAffinity().withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm().withMatchFields(new NodeSelectorRequirement(NAME_FIELD, "In", List.of(node))).endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution().endNodeAffinity().build();
        String generation = set.getMetadata().getAnnotations() == null ? null : set.getMetadata().getAnnotations().get(TEMPLATE_GENERATION);
        PodBuilder builder = new PodBuilder(pod).editMetadata().addToLabels(HASH, hash).endMetadata()
                .editSpec().withAffinity(affinity).withTolerations(tolerations(pod.getSpec())).endSpec();
        return (generation == null ? builder : builder.editMetadata().addToLabels(GENERATION, generation).endMetadata()).build();
    }

    private static List<Toleration> tolerations(PodSpec spec) {
        List<Toleration> all = new ArrayList<>(spec.getTolerations());
        Stream<Toleration> added = Stream.of(exists("not-ready", "NoExecute"), exists("unreachable", "NoExecute"), exists("disk-pressure", "NoSchedule"),
                exists("memory-pressure", "NoSchedule"), exists("pid-pressure", "NoSchedule"), exists("unschedulable", "NoSchedule"));
        Stream.concat(added, Boolean.TRUE.equals(spec.getHostNetwork()) ? Stream.of(exists("network-unavailable", "NoSchedule")) : Stream.empty())
                .filter(toleration -> !all.contains(toleration)).forEach(all::add);
        return all;
    }

    private static Toleration exists(String taint, String effect) {
        return new TolerationBuilder().withKey("node.kubernetes.io/" + taint).withOperator("Exists").withEffect(effect).build();
    }

    /// Bound there, or told to be.
    static String node(Pod pod) {
        if (pod.getSpec().getNodeName() != null && !pod.getSpec().getNodeName().isEmpty()) {
            return pod.getSpec().getNodeName();
        }
        return Optional.ofNullable(pod.getSpec().getAffinity()).map(Affinity::getNodeAffinity)
                .map(affinity -> affinity.getRequiredDuringSchedulingIgnoredDuringExecution())
                .stream().flatMap(required -> required.getNodeSelectorTerms().stream()).flatMap(term -> term.getMatchFields().stream())
                .filter(field -> field.getKey().equals(NAME_FIELD) && field.getValues().size() == 1).map(field -> field.getValues().getFirst()).findFirst()
                .orElse("");
    }

    static String hash(Pod pod) {
        return pod.getMetadata().getLabels() == null ? "" : pod.getMetadata().getLabels().getOrDefault(HASH, "");
    }

    /// @param starts whether a pod is to be made there
    /// @param stays whether one that is there may stay
    record Wanted(boolean starts, boolean stays) {
        static final Wanted NEITHER = new Wanted(false, false);
    }

    static Wanted wanted(DaemonSet set, Node node) {
        PodSpec spec = set.getSpec().getTemplate().getSpec();
        String name = node.getMetadata().getName();
        Map<String, String> labels = node.getMetadata().getLabels() == null ? Map.of() : node.getMetadata().getLabels();
        boolean named = spec.getNodeName() == null || spec.getNodeName().isEmpty() || spec.getNodeName().equals(name);
        boolean selected = spec.getNodeSelector() == null
                || spec.getNodeSelector().entrySet().stream().allMatch(pair -> pair.getValue().equals(labels.get(pair.getKey())));
        boolean affine = Optional.ofNullable(spec.getAffinity()).map(Affinity::getNodeAffinity)
                .map(affinity -> affinity.getRequiredDuringSchedulingIgnoredDuringExecution())
                .filter(required -> !NodeTerms.take(required, name, labels)).isEmpty();
        if (!named || !selected || !affine) {
            return Wanted.NEITHER;
        }
        List<Toleration> tolerations = tolerations(spec);
        List<Taint> refused = node.getSpec() == null
                ? List.of()
                : node.getSpec().getTaints().stream().filter(taint -> !Tolerations.tolerate(tolerations, taint)).toList();
        return new Wanted(refused.stream().noneMatch(taint -> List.of("NoSchedule", "NoExecute").contains(taint.getEffect())),
                refused.stream().noneMatch(taint -> "NoExecute".equals(taint.getEffect())));
    }
}
