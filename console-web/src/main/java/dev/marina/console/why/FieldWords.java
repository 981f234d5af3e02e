package dev.marina.console.why;

import java.util.Map;
import java.util.Optional;

/// The words of the fields that people meet most, by their shape: the last part of the text `why.field.<…>`. Others stand as the API names them.
final class FieldWords {

    static final Map<String, String> KEYS = Map.ofEntries(Map.entry("spec.replicas", "replicas"), Map.entry("spec.nodeName", "node"),
            Map.entry("spec.paused", "paused"), Map.entry("spec.suspend", "suspended"), Map.entry("spec.selector", "selector"),
            Map.entry("spec.volumeName", "volume"), Map.entry("status.phase", "phase"), Map.entry("status.podIP", "pod-ip"),
            Map.entry("status.replicas", "present"), Map.entry("status.readyReplicas", "ready"), Map.entry("status.availableReplicas", "available"),
            Map.entry("status.updatedReplicas", "updated"), Map.entry("status.observedGeneration", "observed"),
            Map.entry("status.conditions", "conditions"), Map.entry("status.conditions[].status", "condition-status"),
            Map.entry("status.conditions[].reason", "condition-reason"), Map.entry("status.containerStatuses[].ready", "container-ready"),
            Map.entry("status.containerStatuses[].started", "container-started"), Map.entry("status.containerStatuses[].restartCount", "restarts"),
            Map.entry("status.containerStatuses[].state", "container-state"), Map.entry("spec.containers[].image", "image"),
            Map.entry("spec.template.spec.containers[].image", "template-image"), Map.entry("metadata.deletionTimestamp", "deletion"),
            Map.entry("metadata.finalizers", "finalizers"), Map.entry("metadata.labels", "labels"), Map.entry("metadata.ownerReferences", "owners"));

    private FieldWords() {}

    static Optional<String> key(FieldChange change) {
        return Optional.ofNullable(KEYS.get(change.shape())).map(key -> "why.field." + key);
    }
}
