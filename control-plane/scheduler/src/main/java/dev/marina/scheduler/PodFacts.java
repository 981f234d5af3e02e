package dev.marina.scheduler;

import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.resourceclaim.PodClaim;
import dev.marina.model.placement.NodeFeatures;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What scheduling needs of a pod, extracted once.
///
/// @param version of the pod that this was found of, or "" where it is only supposed
/// @param group what selectors can tell of it
/// @param nodeName "" while the pod has no node
/// @param requests what it asks of a node, `pods` (one) included
/// @param claims names of its PersistentVolumeClaims
/// @param ephemeral those of them that are made for it
/// @param owner uid of its controller, or ""
/// @param podGroup name of the PodGroup that it is of, or ""
/// @param deviceClaims its ResourceClaims
/// @param features what it needs that not every node can do
public record PodFacts(String uid, String version, Group group, String name, String nodeName, int priority, boolean mayPreempt, Instant created,
        Amounts requests,
        List<HostPort> hostPorts, List<Toleration> tolerations, Map<String, String> nodeSelector,
        Affinity affinity, List<TopologySpreadConstraint> spread, List<String> claims, Set<String> ephemeral, PodImages images, String owner,
        String podGroup, List<PodClaim> deviceClaims, Set<String> features) {

    /// The same pod, if it asked for this.
    PodFacts with(Amounts others) {
        return new PodFacts(uid, "", group, name, nodeName, priority, mayPreempt, created, others, hostPorts, tolerations, nodeSelector, affinity, spread,
                claims,
                ephemeral, images, owner, podGroup, deviceClaims, features);
    }

    public String namespace() {
        return group.namespace();
    }

    public Map<String, String> labels() {
        return group.labels();
    }

    public boolean terminating() {
        return group.terminating();
    }

    public List<PodAffinityTerm> requiredAffinity() {
        return affinity == null || affinity.getPodAffinity() == null
                ? List.of()
                : affinity.getPodAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
    }

    public List<PodAffinityTerm> requiredAntiAffinity() {
        return affinity == null || affinity.getPodAntiAffinity() == null
                ? List.of()
                : affinity.getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
    }

    public List<WeightedPodAffinityTerm> preferredAffinity() {
        return affinity == null || affinity.getPodAffinity() == null
                ? List.of()
                : affinity.getPodAffinity().getPreferredDuringSchedulingIgnoredDuringExecution();
    }

    public List<WeightedPodAffinityTerm> preferredAntiAffinity() {
        return affinity == null || affinity.getPodAntiAffinity() == null
                ? List.of()
                : affinity.getPodAntiAffinity().getPreferredDuringSchedulingIgnoredDuringExecution();
    }

    public static PodFacts of(Pod pod) {
        List<HostPort> ports = new ArrayList<>();
        for (Container container : pod.getSpec().getContainers()) {
            container.getPorts().stream().filter(port -> port.getHostPort() != null && port.getHostPort() > 0)
                    .forEach(port -> ports.add(HostPort.of(port.getHostIP(), port.getProtocol(), port.getHostPort())));
        }
        List<String> claims = new ArrayList<>();
        Set<String> ephemeral = new HashSet<>();
        pod.getSpec().getVolumes().forEach(volume -> {
            if (volume.getPersistentVolumeClaim() != null) {
                claims.add(volume.getPersistentVolumeClaim().getClaimName());
            } else if (volume.getEphemeral() != null) {
                claims.add(pod.getMetadata().getName() + "-" + volume.getName());
                ephemeral.add(pod.getMetadata().getName() + "-" + volume.getName());
            }
        });
        Group group = new Group(pod.getMetadata().getNamespace(), pod.getMetadata().getLabels() == null ? Map.of() : pod.getMetadata().getLabels(),
                PodState.terminating(pod));
        return new PodFacts(pod.getMetadata().getUid(), version(pod), group, pod.getMetadata().getName(), PodState.nodeName(pod),
                pod.getSpec().getPriority() == null ? 0 : pod.getSpec().getPriority(), !"Never".equals(pod.getSpec().getPreemptionPolicy()),
                created(pod.getMetadata().getCreationTimestamp()),
                requests(pod), ports, pod.getSpec().getTolerations(),
                pod.getSpec().getNodeSelector() == null ? Map.of() : pod.getSpec().getNodeSelector(), pod.getSpec().getAffinity(),
                pod.getSpec().getTopologySpreadConstraints(), claims, ephemeral, PodImages.of(pod),
                Snapshot.controller(pod).map(OwnerReference::getUid).orElse(""),
                Gang.groupOf(pod).orElse(""), PodClaim.of(pod), NodeFeatures.of(pod));
    }

    /// The same, without looking at the pod again where it has been looked at.
    static PodFacts of(Pod pod, PodFacts known) {
        return !known.version.isEmpty() && known.version.equals(version(pod)) && known.uid.equals(pod.getMetadata().getUid()) ? known : of(pod);
    }

    private static String version(Pod pod) {
        return pod.getMetadata().getResourceVersion() == null ? "" : pod.getMetadata().getResourceVersion();
    }

    /// Whether this and what was known of the pod before are one to its node: only selectors can tell them apart.
    boolean weighsAs(PodFacts before) {
        return requests.equals(before.requests) && hostPorts.equals(before.hostPorts) && owner.equals(before.owner)
                && Objects.equals(affinity, before.affinity);
    }

    private record Second(String text, Instant time) {}

    /// Pods come many in a second.
    private static volatile Second last = new Second("", Instant.EPOCH);

    private static Instant created(String text) {
        if (text == null) {
            return Instant.EPOCH;
        }
        Second known = last;
        if (!known.text.equals(text)) {
            known = new Second(text, Instant.parse(text));
            last = known;
        }
        return known.time;
    }

    /// The larger of what runs together and what any init container needs on top of the sidecars before it.
    private static Amounts requests(Pod pod) {
        Amounts together = Amounts.NONE;
        for (Container container : pod.getSpec().getContainers()) {
            together = together.plus(of(container));
        }
        Amounts sidecars = Amounts.NONE;
        Amounts starting = Amounts.NONE;
        for (Container container : pod.getSpec().getInitContainers()) {
            if ("Always".equals(container.getRestartPolicy())) {
                sidecars = sidecars.plus(of(container));
                starting = starting.max(sidecars);
            } else {
                starting = starting.max(sidecars.plus(of(container)));
            }
        }
        Amounts sum = together.plus(sidecars).max(starting);
        // What the pod as a whole asks for stands above that. PodRequests in component-helpers/resource/helpers.go
        if (pod.getSpec().getResources() != null) {
            for (Map.Entry<String, Long> whole : Amounts.of(pod.getSpec().getResources().getRequests()).byName().entrySet()) {
                sum = sum.with(whole.getKey(), whole.getValue());
            }
        }
        return sum.plus(Amounts.of(pod.getSpec().getOverhead())).with(Amounts.PODS, 1);
    }

    private static Amounts of(Container container) {
        return container.getResources() == null ? Amounts.NONE : Amounts.of(container.getResources().getRequests());
    }
}
