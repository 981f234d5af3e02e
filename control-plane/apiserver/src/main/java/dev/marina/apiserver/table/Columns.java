package dev.marina.apiserver.table;

import static dev.marina.apiserver.table.ColumnSpelling.age;
import static dev.marina.apiserver.table.ColumnSpelling.keys;
import static dev.marina.apiserver.table.ColumnSpelling.name;
import static dev.marina.apiserver.table.ColumnSpelling.number;
import static dev.marina.apiserver.table.ColumnSpelling.text;
import static dev.marina.apiserver.table.ColumnSpelling.wide;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import java.util.List;
import java.util.stream.Collectors;

/// Columns of each built-in type, in upstream's order; other types show name and age.
public final class Columns {

    private static final String NONE = "<none>";
    private static final String UNSET = "<unset>";

    private Columns() {}

    public static List<Column> of(String group, String kind) {
        return switch (kind) {
            case "Pod" -> PodColumns.ALL;
            case "Node" -> NodeColumns.ALL;
            case "Service" -> ServiceColumns.ALL;
            case "Deployment", "ReplicaSet" -> WorkloadColumns.of(kind);
            case "PersistentVolume", "PersistentVolumeClaim", "StorageClass" -> VolumeColumns.of(kind);
            case "Event" -> EventColumns.ALL;
            case "Namespace" -> List.of(name(), text("Status", (object, _) -> object.text("status", "phase")), age());
            case "ConfigMap" -> List.of(name(), number("Data", object -> object.at("data").size() + object.at("binaryData").size()), age());
            case "Secret" -> List.of(name(), text("Type", (object, _) -> object.text("type")), number("Data", object -> object.at("data").size()), age());
            case "ServiceAccount" -> List.of(name(), number("Secrets", object -> object.at("secrets").size()), age());
            case "Endpoints" -> List.of(name(), text("Endpoints", (object, _) -> EndpointTexts.endpoints(object)), age());
            case "EndpointSlice" -> List.of(name(), text("AddressType", (object, _) -> object.text("addressType")),
                    text("Ports", (object, _) -> EndpointTexts.ports(object)), text("Endpoints", (object, _) -> EndpointTexts.sliceEndpoints(object)), age());
            case "Lease" -> List.of(name(), text("Holder", (object, _) -> object.text("spec", "holderIdentity")), age());
            case "Role" , "ClusterRole" -> List.of(name(), text("Created At", (object, _) -> object.text("metadata", "creationTimestamp")));
            case "RoleBinding", "ClusterRoleBinding" -> List.of(name(),
                    text("Role", (object, _) -> object.text("roleRef", "kind") + "/" + object.text("roleRef", "name")), age(),
                    wide("Users", (object, _) -> subjects(object, "User")), wide("Groups", (object, _) -> subjects(object, "Group")),
                    wide("ServiceAccounts", (object, _) -> subjects(object, "ServiceAccount")));
            case "ResourceQuota" -> List.of(name(), text("Request", (object, _) -> quota(object, "requests")),
                    text("Limit", (object, _) -> quota(object, "limits")), age());
            case "PriorityClass" -> List.of(name(), number("Value", object -> object.at("value").asLong()),
                    text("Global-Default", (object, _) -> Boolean.toString(object.at("globalDefault").asBoolean())), age(),
                    text("PreemptionPolicy", (object, _) -> object.text("preemptionPolicy")));
            case "CSINode" -> List.of(name(), number("Drivers", object -> object.at("spec", "drivers").size()), age());
            case "Cluster" -> List.of(name(), text("Phase", (object, _) -> object.text("status", "phase")),
                    text("Nodes", (object, _) -> object.at("status", "readyNodes").asInt() + "/" + object.at("status", "nodes").asInt()), age(),
                    wide("Endpoint", (object, _) -> object.text("status", "endpoint")));
            case "NodePool" -> List.of(name(), text("Cluster", (object, _) -> object.text("spec", "cluster")),
                    number("Desired", object -> object.at("spec", "replicas").asInt()), number("Ready", object -> object.at("status", "readyReplicas").asInt()), age());
            case "Machine" -> List.of(name(), number("Nodes", object -> object.at("spec", "nodes").size()),
                    text("Heartbeat", (object, now) -> Ages.since(object.text("status", "heartbeat"), now)), age());
            case "CSIDriver", "VolumeAttachment", "LimitRange" -> List.of(name(), age());
            default -> List.of(name(), age());
        };
    }

    private static String subjects(Document binding, String kind) {
        return binding.at("subjects").valueStream().filter(subject -> subject.path("kind").asText().equals(kind))
                .map(subject -> kind.equals("ServiceAccount")
                        ? subject.path("namespace").asText() + "/" + subject.path("name").asText() : subject.path("name").asText())
                .collect(Collectors.joining(", "));
    }

    /// `cpu: 1/4, pods: 2/10`
    private static String quota(Document quota, String kind) {
        return quota.at("status", "hard").properties().stream()
                .filter(entry -> entry.getKey().startsWith("limits") == kind.equals("limits"))
                .map(entry -> entry.getKey() + ": " + quota.text("status", "used", entry.getKey()) + "/" + entry.getValue().asText())
                .collect(Collectors.joining(", "));
    }

    static String orNone(String text) {
        return text.isEmpty() ? NONE : text;
    }

    static String orUnset(String text) {
        return text.isEmpty() ? UNSET : text;
    }

    /// `app=web,tier in (a,b)`, as metav1.FormatLabelSelector prints.
    static String selector(JsonNode selector) {
        String labels = keys(selector.path("matchLabels"));
        String expressions = selector.path("matchExpressions").valueStream().map(expression -> {
            String key = expression.path("key").asText();
            String values = expression.path("values").valueStream().map(JsonNode::asText).sorted().collect(Collectors.joining(","));
            return switch (expression.path("operator").asText()) {
                case "In" -> key + " in (" + values + ")";
                case "NotIn" -> key + " notin (" + values + ")";
                case "Exists" -> key;
                default -> "!" + key;
            };
        }).collect(Collectors.joining(","));
        return orNone(labels + (labels.isEmpty() || expressions.isEmpty() ? "" : ",") + expressions);
    }
}
