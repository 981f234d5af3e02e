package dev.marina.console.act;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Asks a pod to go, where the disruption budgets allow it. https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/
final class Eviction {

    private Eviction() {}

    static Request of(Subject pod) {
        return of(pod.path(), pod.namespace(), pod.name());
    }

    /// @param path of the pod
    static Request of(String path, String namespace, String name) {
        ObjectNode eviction = JsonNodeFactory.instance.objectNode().put("apiVersion", "policy/v1").put("kind", "Eviction");
        eviction.putObject("metadata").put("name", name).put("namespace", namespace);
        return new Request("POST", path + "/eviction", "application/json", eviction.toString());
    }
}
