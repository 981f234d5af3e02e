package dev.marina.apiserver.types.flowcontrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The flow schemas and priority levels that every cluster has: the mandatory ones, and those that upstream suggests.
/// https://kubernetes.io/docs/concepts/cluster-administration/flow-control/#defaults
public final class BootstrapFlows {

    private static final String VERSION = "flowcontrol.apiserver.k8s.io/v1";
    private static final String EVERYBODY = """
            {"kind":"Group","group":{"name":"system:unauthenticated"}},{"kind":"Group","group":{"name":"system:authenticated"}}""";
    private static final String NODES = """
            {"kind":"Group","group":{"name":"system:nodes"}}""";
    private static final String SYSTEM_ACCOUNTS = """
            {"kind":"ServiceAccount","serviceAccount":{"name":"*","namespace":"kube-system"}}""";
    private static final String EVERYTHING = """
            "resourceRules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"],"clusterScope":true,"namespaces":["*"]}],\
            "nonResourceRules":[{"verbs":["*"],"nonResourceURLs":["*"]}]""";
    private static final String LEASES = """
            {"verbs":["%s"],"apiGroups":["coordination.k8s.io"],"resources":["leases"],"namespaces":["*"]}""";
    private static final String BY_USER = "ByUser";
    private static final String BY_NAMESPACE = "ByNamespace";

    private static final List<Document> MANDATORY = List.of(
            level("exempt", "{\"type\":\"Exempt\",\"exempt\":{\"nominalConcurrencyShares\":0,\"lendablePercent\":0}}"),
            level("catch-all",
                    "{\"type\":\"Limited\",\"limited\":{\"nominalConcurrencyShares\":5,\"limitResponse\":{\"type\":\"Reject\"},\"lendablePercent\":0}}"),
            schema("exempt", "exempt", 1, "", "{\"kind\":\"Group\",\"group\":{\"name\":\"system:masters\"}}", EVERYTHING),
            schema("catch-all", "catch-all", 10_000, BY_USER, EVERYBODY, EVERYTHING));

    private static final List<Document> SUGGESTED = List.of(
            queued("system", 30, 33, 64, 6), queued("node-high", 40, 25, 64, 6), queued("leader-election", 10, 0, 16, 4),
            queued("workload-high", 40, 50, 128, 6), queued("workload-low", 100, 90, 128, 6), queued("global-default", 20, 50, 128, 6),
            schema("probes", "exempt", 2, "", EVERYBODY,
                    "\"nonResourceRules\":[{\"verbs\":[\"get\"],\"nonResourceURLs\":[\"/healthz\",\"/readyz\",\"/livez\"]}]"),
            schema("system-leader-election", "leader-election", 100, BY_USER,
                    user("system:kube-controller-manager") + "," + user("system:kube-scheduler") + "," + SYSTEM_ACCOUNTS,
                    "\"resourceRules\":[" + LEASES.formatted("get\",\"create\",\"update") + "]"),
            schema("system-node-high", "node-high", 400, BY_USER, NODES,
                    "\"resourceRules\":[{\"verbs\":[\"*\"],\"apiGroups\":[\"\"],\"resources\":[\"nodes\",\"nodes/status\"],\"clusterScope\":true,\"namespaces\":[\"*\"]},"
                            + LEASES.formatted("*") + "]"),
            schema("system-nodes", "system", 500, BY_USER, NODES, EVERYTHING),
            schema("kube-controller-manager", "workload-high", 800, BY_NAMESPACE, user("system:kube-controller-manager"), EVERYTHING),
            schema("kube-scheduler", "workload-high", 800, BY_NAMESPACE, user("system:kube-scheduler"), EVERYTHING),
            schema("kube-system-service-accounts", "workload-high", 900, BY_NAMESPACE, SYSTEM_ACCOUNTS, EVERYTHING),
            schema("service-accounts", "workload-low", 9000, BY_USER, "{\"kind\":\"Group\",\"group\":{\"name\":\"system:serviceaccounts\"}}", EVERYTHING),
            schema("global-default", "global-default", 9900, BY_USER, EVERYBODY, EVERYTHING));

    private BootstrapFlows() {}

    /// All of them.
    public static List<Document> documents() {
        List<Document> all = new ArrayList<>(MANDATORY);
        all.addAll(SUGGESTED);
        return all;
    }

    /// The one of this name that may not be changed.
    public static Optional<Document> mandatory(String kind, String name) {
        return MANDATORY.stream().filter(document -> document.kind().equals(kind) && document.name().equals(name)).findFirst();
    }

    private static String user(String name) {
        return "{\"kind\":\"User\",\"user\":{\"name\":\"%s\"}}".formatted(name);
    }

    private static Document queued(String name, int shares, int lendable, int queues, int hand) {
        return level(name, """
                {"type":"Limited","limited":{"nominalConcurrencyShares":%d,"limitResponse":{"type":"Queue",\
                "queuing":{"queues":%d,"handSize":%d,"queueLengthLimit":50}},"lendablePercent":%d}}""".formatted(shares, queues, hand, lendable));
    }

    private static Document level(String name, String spec) {
        return object("PriorityLevelConfiguration", name, json(spec));
    }

    private static Document schema(String name, String level, int precedence, String distinguisher, String subjects, String rules) {
        ObjectNode spec = Document.empty().root().deepCopy();
        spec.putObject("priorityLevelConfiguration").put("name", level);
        spec.put("matchingPrecedence", precedence);
        if (!distinguisher.isEmpty()) {
            spec.putObject("distinguisherMethod").put("type", distinguisher);
        }
        ArrayNode list = spec.putArray("rules");
        list.add(json("{\"subjects\":[%s],%s}".formatted(subjects, rules)));
        return object("FlowSchema", name, spec).edited(root -> root.putObject("status").putArray("conditions").addObject().put("type", "Dangling")
                .put("status", "False").put("reason", "Found")
                .put("message", "This FlowSchema references the PriorityLevelConfiguration object named \"%s\" and it exists".formatted(level)));
    }

    private static JsonNode json(String text) {
        return Document.parse(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)).root();
    }

    private static Document object(String kind, String name, JsonNode spec) {
        return Document.object(VERSION, kind).edited(root -> {
            ObjectNode metadata = root.putObject("metadata").put("name", name);
            metadata.putObject("annotations").put("apf.kubernetes.io/autoupdate-spec", "true");
            root.set("spec", spec);
        });
    }
}
