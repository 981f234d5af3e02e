package dev.marina.apiserver.defaulting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;

/// Fills in what was left out. Applied to every object that is created or updated; defaults of what is there already change
/// nothing.
public final class Defaults {

    private Defaults() {}

    public static Document apply(Document document) {
        return switch (document.apiVersion() + "/" + document.kind()) {
            case "v1/Pod" -> document.edited(Defaults::pod);
            case "v1/Service" -> document.edited(Defaults::service);
            case "v1/Secret" -> document.edited(root -> text(root, "type", "Opaque"));
            case "v1/PersistentVolumeClaim" -> document.edited(root -> text(root.withObjectProperty("spec"), "volumeMode", "Filesystem"));
            case "v1/PersistentVolume" -> document.edited(Defaults::volume);
            case "apps/v1/Deployment" -> document.edited(Defaults::deployment);
            case "apps/v1/ReplicaSet" -> document.edited(Defaults::replicaSet);
            case "storage.k8s.io/v1/StorageClass" -> document.edited(root -> {
                text(root, "reclaimPolicy", "Delete");
                text(root, "volumeBindingMode", "Immediate");
            });
            case "rbac.authorization.k8s.io/v1/RoleBinding", "rbac.authorization.k8s.io/v1/ClusterRoleBinding" ->
                    document.edited(Defaults::binding);
            case "scheduling.k8s.io/v1/PriorityClass" -> document.edited(root -> text(root, "preemptionPolicy", "PreemptLowerPriority"));
            case "discovery.k8s.io/v1/EndpointSlice" -> document.edited(Defaults::endpointSlice);
            case "marina.dev/v1/Cluster" -> document.edited(root -> {
                text(root.withObjectProperty("spec"), "podCidr", "10.244.0.0/16");
                text(root.withObjectProperty("spec"), "serviceCidr", "10.96.0.0/16");
            });
            case "marina.dev/v1/NodePool" -> document.edited(root -> {
                number(root.withObjectProperty("spec"), "replicas", 1);
                text(root.withObjectProperty("spec"), "cpu", "1");
                text(root.withObjectProperty("spec"), "memory", "2Gi");
            });
            default -> document;
        };
    }

    private static void pod(ObjectNode root) {
        ObjectNode spec = root.withObjectProperty("spec");
        // A pod's own limits are its requests where none are given; templates keep what was written.
        for (String list : new String[] {"containers", "initContainers"}) {
            spec.path(list).forEach(container -> PodDefaults.requestsFromLimits((ObjectNode) container));
        }
        flag(spec, "enableServiceLinks", true);
        PodDefaults.spec(spec);
    }

    private static void service(ObjectNode root) {
        ObjectNode spec = root.withObjectProperty("spec");
        text(spec, "type", "ClusterIP");
        text(spec, "sessionAffinity", "None");
        if (spec.path("sessionAffinity").asText().equals("ClientIP")) {
            number(spec.withObjectProperty("sessionAffinityConfig").withObjectProperty("clientIP"), "timeoutSeconds", 10800);
        }
        String type = spec.path("type").asText();
        if (!type.equals("ExternalName")) {
            text(spec, "internalTrafficPolicy", "Cluster");
        }
        if (type.equals("NodePort") || type.equals("LoadBalancer")) {
            text(spec, "externalTrafficPolicy", "Cluster");
        }
        if (type.equals("LoadBalancer")) {
            flag(spec, "allocateLoadBalancerNodePorts", true);
        }
        spec.path("ports").forEach(node -> {
            ObjectNode port = (ObjectNode) node;
            text(port, "protocol", "TCP");
            JsonNode target = port.path("targetPort");
            if (target.isMissingNode() || target.isNull() || target.asText().isEmpty() || target.asText().equals("0")) {
                port.set("targetPort", port.path("port"));
            }
        });
    }

    private static void volume(ObjectNode root) {
        ObjectNode spec = root.withObjectProperty("spec");
        text(spec, "persistentVolumeReclaimPolicy", "Retain");
        text(spec, "volumeMode", "Filesystem");
        if (spec.path("hostPath").isObject()) {
            text((ObjectNode) spec.get("hostPath"), "type", "");
        }
    }

    private static void deployment(ObjectNode root) {
        ObjectNode spec = root.withObjectProperty("spec");
        number(spec, "replicas", 1);
        number(spec, "revisionHistoryLimit", 10);
        number(spec, "progressDeadlineSeconds", 600);
        ObjectNode strategy = spec.withObjectProperty("strategy");
        text(strategy, "type", "RollingUpdate");
        if (strategy.path("type").asText().equals("RollingUpdate")) {
            ObjectNode rolling = strategy.withObjectProperty("rollingUpdate");
            text(rolling, "maxUnavailable", "25%");
            text(rolling, "maxSurge", "25%");
        }
        PodDefaults.template(spec);
    }

    private static void replicaSet(ObjectNode root) {
        ObjectNode spec = root.withObjectProperty("spec");
        number(spec, "replicas", 1);
        PodDefaults.template(spec);
    }

    private static void binding(ObjectNode root) {
        if (root.path("roleRef").isObject()) {
            text((ObjectNode) root.get("roleRef"), "apiGroup", "rbac.authorization.k8s.io");
        }
        root.path("subjects").forEach(node -> {
            boolean account = node.path("kind").asText().equals("ServiceAccount");
            if (!account) {
                text((ObjectNode) node, "apiGroup", "rbac.authorization.k8s.io");
            }
        });
    }

    private static void endpointSlice(ObjectNode root) {
        if (root.path("ports") instanceof ArrayNode ports) {
            ports.forEach(node -> {
                text((ObjectNode) node, "name", "");
                text((ObjectNode) node, "protocol", "TCP");
            });
        }
    }

    static void text(ObjectNode node, String field, String value) {
        if (!node.has(field) || node.get(field).isNull()) {
            node.put(field, value);
        }
    }

    static void number(ObjectNode node, String field, int value) {
        if (!node.has(field) || node.get(field).isNull()) {
            node.put(field, value);
        }
    }

    static void flag(ObjectNode node, String field, boolean value) {
        if (!node.has(field) || node.get(field).isNull()) {
            node.put(field, value);
        }
    }
}
