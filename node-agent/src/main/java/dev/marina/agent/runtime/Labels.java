package dev.marina.agent.runtime;

import dev.marina.linux.image.BuiltinImage;
import java.util.HashMap;
import java.util.Map;

/// Container labels: all that a restarted agent knows.
final class Labels {

    static final String INSTANCE = "dev.marina.instance";
    static final String CLUSTER = "dev.marina.cluster";
    static final String NODE = "dev.marina.node";
    static final String NAMESPACE = "dev.marina.pod.namespace";
    static final String POD = "dev.marina.pod.name";
    static final String UID = "dev.marina.pod.uid";
    static final String SANDBOX = "dev.marina.sandbox";
    static final String ATTEMPT = "dev.marina.attempt";
    static final String NETWORK = "dev.marina.network";
    static final String CONTAINER = "dev.marina.container";
    static final String KIND = "dev.marina.container.kind";
    static final String RESTART_COUNT = "dev.marina.restart-count";
    static final String BACKOFF_STEP = "dev.marina.backoff-step";
    static final String IMAGE = "dev.marina.image-name";
    /// Where the runtime shows another name of it than it was asked for.
    static final String IMAGE_ID = "dev.marina.image-id";
    static final String SPEC_HASH = "dev.marina.spec-hash";
    static final String TERMINATION_MESSAGE = "dev.marina.termination-message";
    /// On images: built here, so there is no registry to ask for a newer one.
    static final String BUILT_IMAGE = BuiltinImage.LABEL;

    private Labels() {}

    static Map<String, String> of(String instance, SandboxSpec spec) {
        Map<String, String> labels = pod(instance, spec.pod());
        labels.put(ATTEMPT, Integer.toString(spec.attempt()));
        spec.network().ifPresent(other -> labels.put(NETWORK, other.value()));
        return labels;
    }

    static Map<String, String> of(String instance, SandboxId sandbox, ContainerSpec spec) {
        Map<String, String> labels = pod(instance, spec.pod());
        labels.put(SANDBOX, sandbox.value());
        labels.put(CONTAINER, spec.name());
        labels.put(KIND, spec.kind().name());
        labels.put(RESTART_COUNT, Integer.toString(spec.restartCount()));
        labels.put(BACKOFF_STEP, Integer.toString(spec.backoffStep()));
        labels.put(IMAGE, spec.image());
        labels.put(SPEC_HASH, spec.specHash());
        labels.put(TERMINATION_MESSAGE, spec.terminationMessageHostPath());
        return labels;
    }

    static PodRef pod(Map<String, String> labels) {
        return new PodRef(new NodeRef(labels.getOrDefault(CLUSTER, ""), labels.getOrDefault(NODE, "")),
                labels.getOrDefault(NAMESPACE, ""), labels.getOrDefault(POD, ""), labels.getOrDefault(UID, ""));
    }

    static int number(Map<String, String> labels, String name) {
        return Integer.parseInt(labels.getOrDefault(name, "0"));
    }

    private static Map<String, String> pod(String instance, PodRef pod) {
        Map<String, String> labels = new HashMap<>();
        labels.put(INSTANCE, instance);
        labels.put(CLUSTER, pod.node().clusterId());
        labels.put(NODE, pod.node().name());
        labels.put(NAMESPACE, pod.namespace());
        labels.put(POD, pod.name());
        labels.put(UID, pod.uid());
        return labels;
    }
}
