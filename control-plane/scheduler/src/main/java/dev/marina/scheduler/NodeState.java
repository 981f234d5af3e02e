package dev.marina.scheduler;

import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A node and what is on it, kept up to date pod by pod. Owned by the scheduler's thread.
public final class NodeState {

    private final String name;
    private Map<String, String> labels = Map.of();
    private List<Taint> taints = List.of();
    private boolean unschedulable;
    private boolean present;
    private Amounts allocatable = Amounts.NONE;
    /// Bytes by name.
    private Map<String, Long> images = Map.of();
    private Set<String> features = Set.of();

    private final Map<String, PodFacts> pods = new HashMap<>();
    /// Those that keep others away: looked at for every pod that is to be placed, so they are few.
    private final Map<String, PodFacts> repelling = new HashMap<>();
    private Amounts requested = Amounts.NONE;
    /// What pods are counted as in scores: a pod without request is not free.
    private Amounts assumedUse = Amounts.NONE;
    private final Map<HostPort, Integer> ports = new HashMap<>();
    private final Map<String, Integer> owners = new HashMap<>();
    private long revision;

    NodeState(String name) {
        this.name = name;
    }

    void update(Node node) {
        revision++;
        present = true;
        labels = node.getMetadata().getLabels() == null ? Map.of() : node.getMetadata().getLabels();
        taints = node.getSpec() == null ? List.of() : node.getSpec().getTaints();
        unschedulable = node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable());
        allocatable = node.getStatus() == null ? Amounts.NONE : Amounts.of(node.getStatus().getAllocatable());
        features = node.getStatus() == null || node.getStatus().getDeclaredFeatures() == null
                ? Set.of()
                : Set.copyOf(node.getStatus().getDeclaredFeatures());
        images = new HashMap<>();
        if (node.getStatus() != null) {
            node.getStatus().getImages().forEach(image -> image.getNames().forEach(each -> images.put(each, bytes(image))));
        }
    }

    private static long bytes(ContainerImage image) {
        return image.getSizeBytes() == null ? 0 : Math.max(0, image.getSizeBytes());
    }

    /// The same node for a thought experiment.
    NodeState copy() {
        NodeState copy = new NodeState(name);
        copy.labels = labels;
        copy.taints = taints;
        copy.unschedulable = unschedulable;
        copy.present = present;
        copy.allocatable = allocatable;
        copy.images = images;
        copy.features = features;
        pods.values().forEach(copy::add);
        return copy;
    }

    /// The same node, if it took pods.
    NodeState uncordoned() {
        NodeState copy = copy();
        copy.unschedulable = false;
        return copy;
    }

    /// What a node offers, apart from the pods on it.
    public record Offer(Map<String, String> labels, List<Taint> taints, boolean unschedulable, Amounts allocatable, Set<String> features) {}

    public Offer offer() {
        return new Offer(labels, taints, unschedulable, allocatable, features);
    }

    /// The Node object is gone; pods may still name it.
    void absent() {
        present = false;
        images = Map.of();
    }

    void add(PodFacts pod) {
        remove(pod.uid());
        revision++;
        pods.put(pod.uid(), pod);
        if (!pod.requiredAntiAffinity().isEmpty()) {
            repelling.put(pod.uid(), pod);
        }
        requested = requested.plus(pod.requests());
        assumedUse = assumedUse.plus(assumed(pod));
        pod.hostPorts().forEach(port -> ports.merge(port, 1, Integer::sum));
        if (!pod.owner().isEmpty()) {
            owners.merge(pod.owner(), 1, Integer::sum);
        }
    }

    /// The pod, which is on it, is so from now on. Answers what it was before; empty, with nothing changed, where it is not there or weighs otherwise.
    Optional<PodFacts> exchange(PodFacts pod) {
        Optional<PodFacts> before = Optional.ofNullable(pods.get(pod.uid())).filter(pod::weighsAs);
        before.ifPresent(_ -> {
            pods.put(pod.uid(), pod);
            repelling.replace(pod.uid(), pod);
        });
        return before;
    }

    Optional<PodFacts> remove(String uid) {
        PodFacts pod = pods.remove(uid);
        if (pod == null) {
            return Optional.empty();
        }
        revision++;
        repelling.remove(uid);
        requested = requested.minus(pod.requests());
        assumedUse = assumedUse.minus(assumed(pod));
        pod.hostPorts().forEach(port -> ports.computeIfPresent(port, (_, count) -> count == 1 ? null : count - 1));
        owners.computeIfPresent(pod.owner(), (_, count) -> count == 1 ? null : count - 1);
        return Optional.of(pod);
    }

    private static Amounts assumed(PodFacts pod) {
        return Amounts.NONE.with(Amounts.CPU, assumed(pod, Amounts.CPU)).with(Amounts.MEMORY, assumed(pod, Amounts.MEMORY));
    }

    /// Upstream counts pods without requests as 100m and 200 MB when it compares nodes.
    ///
    /// @param resource CPU or memory
    public static long assumed(PodFacts pod, String resource) {
        long requested = pod.requests().get(resource);
        return requested != 0 ? requested : resource.equals(Amounts.CPU) ? 100L : 200L * 1024 * 1024;
    }

    /// What was found of it holds no longer, though it is as it was.
    void outdated() {
        revision++;
    }

    /// Another one after each change of the node or of what is on it.
    long revision() {
        return revision;
    }

    public String name() {
        return name;
    }

    /// What its agent says that it can do.
    public Set<String> features() {
        return features;
    }

    public Map<String, String> labels() {
        return labels;
    }

    public List<Taint> taints() {
        return taints;
    }

    public boolean unschedulable() {
        return unschedulable;
    }

    boolean present() {
        return present;
    }

    public Amounts allocatable() {
        return allocatable;
    }

    public Amounts requested() {
        return requested;
    }

    public Amounts assumedUse() {
        return assumedUse;
    }

    public boolean uses(HostPort port) {
        return ports.keySet().stream().anyMatch(port::conflicts);
    }

    /// Names of the images that are on it.
    Set<String> images() {
        return images.keySet();
    }

    /// How large the image is; 0 where it is not there.
    public long imageBytes(String image) {
        return images.getOrDefault(image, 0L);
    }

    public int podsOf(String owner) {
        return owners.getOrDefault(owner, 0);
    }

    public Collection<PodFacts> pods() {
        return pods.values();
    }

    /// Pods that have required anti-affinity.
    public Collection<PodFacts> repelling() {
        return repelling.values();
    }
}
