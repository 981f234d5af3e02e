package dev.marina.apiserver.defaulting;

import static dev.marina.apiserver.defaulting.Defaults.flag;
import static dev.marina.apiserver.defaulting.Defaults.number;
import static dev.marina.apiserver.defaulting.Defaults.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Defaults of a pod's spec, in pods and in templates. pkg/apis/core/v1/defaults.go
public final class PodDefaults {

    private PodDefaults() {}

    /// A pod's own limits are its requests where none are given; templates keep what was written.
    public static void pod(ObjectNode root) {
        ObjectNode spec = root.withObjectProperty("spec");
        for (String list : new String[] {"containers", "initContainers"}) {
            spec.path(list).forEach(container -> requestsFromLimits((ObjectNode) container));
        }
        flag(spec, "enableServiceLinks", true);
        spec(spec);
        // A template keeps what it says, and a warning tells of it. pkg/apis/core/v1/conversion.go
        if (spec.path("terminationGracePeriodSeconds").asLong() < 0) {
            spec.put("terminationGracePeriodSeconds", 1);
        }
    }

    /// @param owner the spec that the template belongs to
    public static void template(ObjectNode owner) {
        ObjectNode template = owner.withObjectProperty("template");
        if (!template.path("metadata").has("creationTimestamp")) {
            template.withObjectProperty("metadata");
        }
        spec(template.withObjectProperty("spec"));
    }

    private static void spec(ObjectNode spec) {
        text(spec, "restartPolicy", "Always");
        text(spec, "dnsPolicy", "ClusterFirst");
        text(spec, "schedulerName", "default-scheduler");
        number(spec, "terminationGracePeriodSeconds", 30);
        spec.withObjectProperty("securityContext");
        accounts(spec);
        boolean hostNetwork = spec.path("hostNetwork").asBoolean();
        for (String list : new String[] {"initContainers", "containers", "ephemeralContainers"}) {
            spec.path(list).forEach(node -> container((ObjectNode) node, hostNetwork));
        }
        spec.path("volumes").forEach(node -> volume((ObjectNode) node));
    }

    /// The deprecated `serviceAccount` mirrors `serviceAccountName`.
    private static void accounts(ObjectNode spec) {
        String name = spec.path("serviceAccountName").asText();
        String deprecated = spec.path("serviceAccount").asText();
        if (name.isEmpty() && !deprecated.isEmpty()) {
            spec.put("serviceAccountName", deprecated);
        } else if (!name.isEmpty()) {
            spec.put("serviceAccount", name);
        }
    }

    private static void container(ObjectNode container, boolean hostNetwork) {
        text(container, "imagePullPolicy", pullPolicy(container.path("image")));
        text(container, "terminationMessagePath", "/dev/termination-log");
        text(container, "terminationMessagePolicy", "File");
        container.withObjectProperty("resources");
        container.path("ports").forEach(node -> {
            ObjectNode port = (ObjectNode) node;
            text(port, "protocol", "TCP");
            if (hostNetwork) {
                port.set("hostPort", port.path("containerPort"));
            }
        });
        for (String probe : new String[] {"livenessProbe", "readinessProbe", "startupProbe"}) {
            if (container.path(probe) instanceof ObjectNode node) {
                probe(node);
            }
        }
        for (String hook : new String[] {"postStart", "preStop"}) {
            if (container.path("lifecycle").path(hook).path("httpGet") instanceof ObjectNode get) {
                httpGet(get);
            }
        }
        container.path("env").forEach(node -> {
            if (node.path("valueFrom").path("fieldRef") instanceof ObjectNode field) {
                text(field, "apiVersion", "v1");
            }
        });
    }

    private static void requestsFromLimits(ObjectNode container) {
        JsonNode limits = container.path("resources").path("limits");
        if (limits.isEmpty()) {
            return;
        }
        ObjectNode requests = container.withObjectProperty("resources").withObjectProperty("requests");
        limits.properties().forEach(limit -> {
            if (!requests.has(limit.getKey())) {
                requests.set(limit.getKey(), limit.getValue());
            }
        });
    }

    private static String pullPolicy(JsonNode image) {
        return latest(image.asText()) ? "Always" : "IfNotPresent";
    }

    private static boolean latest(String image) {
        String name = image.substring(image.lastIndexOf('/') + 1);
        if (name.contains("@")) {
            return false;
        }
        return !name.contains(":") || name.endsWith(":latest");
    }

    private static void probe(ObjectNode probe) {
        number(probe, "timeoutSeconds", 1);
        number(probe, "periodSeconds", 10);
        number(probe, "successThreshold", 1);
        number(probe, "failureThreshold", 3);
        if (probe.path("httpGet") instanceof ObjectNode get) {
            httpGet(get);
        }
        if (probe.path("grpc") instanceof ObjectNode grpc) {
            text(grpc, "service", "");
        }
    }

    private static void httpGet(ObjectNode get) {
        text(get, "path", "/");
        text(get, "scheme", "HTTP");
    }

    private static void volume(ObjectNode volume) {
        if (volume.size() == 1) {
            volume.putObject("emptyDir");
        }
        for (String kind : new String[] {"configMap", "secret", "projected", "downwardAPI"}) {
            if (volume.path(kind) instanceof ObjectNode source) {
                number(source, "defaultMode", 420);
            }
        }
        if (volume.path("hostPath") instanceof ObjectNode path) {
            text(path, "type", "");
        }
        if (volume.path("image") instanceof ObjectNode image) {
            text(image, "pullPolicy", pullPolicy(image.path("reference")));
        }
        volume.path("projected").path("sources").forEach(source -> {
            if (source.path("serviceAccountToken") instanceof ObjectNode token) {
                number(token, "expirationSeconds", 3600);
            }
            source.path("downwardAPI").path("items").forEach(PodDefaults::fieldVersion);
        });
        volume.path("downwardAPI").path("items").forEach(PodDefaults::fieldVersion);
    }

    private static void fieldVersion(JsonNode item) {
        if (item.path("fieldRef") instanceof ObjectNode field) {
            text(field, "apiVersion", "v1");
        }
    }
}
