package dev.marina.apiserver.fuzz;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.protobuf.ExampleObjects;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.types.BuiltinTypes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// What requests are made from: every served type with all of its fields, and some objects that a server takes as they are.
final class Seeds {

    static final String WIDGETS = "widgets";
    /// What the controller of definitions says of this one, which does not run here.
    static final String ESTABLISHED = """
            {"status":{"acceptedNames":{"plural":"widgets","singular":"widget","kind":"Widget","listKind":"WidgetList"},"storedVersions":["v1"],"conditions":[
             {"type":"NamesAccepted","status":"True","reason":"NoConflicts","message":"m","lastTransitionTime":"2026-01-01T00:00:00Z"},
             {"type":"Established","status":"True","reason":"InitialNamesAccepted","message":"m","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}""";
    static final String DEFINITION = """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.example.com"},"spec":{"group":"example.com",
             "scope":"Namespaced","names":{"plural":"widgets","singular":"widget","kind":"Widget"},"versions":[{"name":"v1","served":true,"storage":true,
             "subresources":{"status":{},"scale":{"specReplicasPath":".spec.size","statusReplicasPath":".status.size"}},
             "schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"size":{"type":"integer","minimum":0},
              "when":{"type":"string","format":"date-time"},"any":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
              "list":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],"items":{"type":"object","required":["k"],
               "properties":{"k":{"type":"string"},"v":{"type":"string","default":"d"}}}},"port":{"x-kubernetes-int-or-string":true}},
              "x-kubernetes-validations":[{"rule":"!has(self.size) || self.size < 100"}]},"status":{"type":"object","properties":{"size":{"type":"integer"}}}}}}}]}}""";

    private static final String POD = "\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"ports\":[{\"containerPort\":80}],"
            + "\"env\":[{\"name\":\"e\",\"value\":\"v\"}],\"resources\":{\"limits\":{\"cpu\":\"1\"}},\"livenessProbe\":{\"httpGet\":{\"port\":80}}}]}";
    private static final List<ObjectNode> VALID = Stream.of(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"data\":{\"a\":\"b\"},\"binaryData\":{\"c\":\"YQ==\"}}",
            "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"data\":{\"a\":\"YQ==\"},\"stringData\":{\"b\":\"c\"}}",
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\"," + POD + "}",
            "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"spec\":{\"selector\":{\"a\":\"b\"},\"ports\":[{\"name\":\"p\",\"port\":80,\"targetPort\":\"web\"}]}}",
            "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\"}",
            "{\"apiVersion\":\"v1\",\"kind\":\"ResourceQuota\",\"spec\":{\"hard\":{\"pods\":\"1000\",\"requests.cpu\":\"900\"}}}",
            "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\"}",
            "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"spec\":{\"taints\":[{\"key\":\"k\",\"effect\":\"NoSchedule\"}]}}",
            "{\"apiVersion\":\"v1\",\"kind\":\"PersistentVolumeClaim\",\"spec\":{\"accessModes\":[\"ReadWriteOnce\"],\"resources\":{\"requests\":{\"storage\":\"1Gi\"}}}}",
            "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":{" + POD + "}}}",
            "{\"apiVersion\":\"batch/v1\",\"kind\":\"CronJob\",\"spec\":{\"schedule\":\"* * * * *\",\"jobTemplate\":{\"spec\":{\"template\":{\"spec\":"
                    + "{\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}}}",
            "{\"apiVersion\":\"coordination.k8s.io/v1\",\"kind\":\"Lease\",\"spec\":{\"renewTime\":\"2026-01-01T00:00:00.000000Z\",\"leaseDurationSeconds\":5}}",
            "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"Role\",\"rules\":[{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"get\"]}]}",
            "{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"NetworkPolicy\",\"spec\":{\"podSelector\":{},\"ingress\":[{\"from\":[{\"ipBlock\":"
                    + "{\"cidr\":\"10.0.0.0/8\",\"except\":[\"10.1.0.0/16\"]}}]}]}}",
            "{\"apiVersion\":\"autoscaling/v2\",\"kind\":\"HorizontalPodAutoscaler\",\"spec\":{\"maxReplicas\":3,\"scaleTargetRef\":{\"kind\":\"Deployment\",\"name\":\"d\"},"
                    + "\"metrics\":[{\"type\":\"Resource\",\"resource\":{\"name\":\"cpu\",\"target\":{\"type\":\"Utilization\",\"averageUtilization\":50}}}]}}",
            "{\"apiVersion\":\"admissionregistration.k8s.io/v1\",\"kind\":\"ValidatingAdmissionPolicy\",\"spec\":{\"matchConstraints\":{\"resourceRules\":[{\"apiGroups\":"
                    + "[\"apps\"],\"apiVersions\":[\"v1\"],\"operations\":[\"CREATE\"],\"resources\":[\"deployments\"]}]},\"validations\":[{\"expression\":"
                    + "\"object.spec.replicas <= 5\"}]}}",
            "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SubjectAccessReview\",\"spec\":{\"user\":\"u\",\"resourceAttributes\":{\"verb\":\"get\",\"resource\":\"pods\"}}}",
            "{\"apiVersion\":\"certificates.k8s.io/v1\",\"kind\":\"CertificateSigningRequest\",\"spec\":{\"request\":\"YQ==\",\"signerName\":\"example.com/x\",\"usages\":"
                    + "[\"client auth\"]}}",
            "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Widget\",\"spec\":{\"size\":1,\"list\":[{\"k\":\"a\"}],\"any\":{\"x\":[1]},\"when\":\"2026-01-01T00:00:00Z\"}}",
            DEFINITION.replace("widgets", "gadgets").replace("\"widget\"", "\"gadget\"").replace("Widget", "Gadget"))
            .map(json -> Document.parse(json.getBytes(StandardCharsets.UTF_8)).root()).toList();
    /// What they set off is not of their own cluster's server, or ends everything that comes after them.
    private static final List<String> ONLY_TRIED = List.of("mutatingwebhookconfigurations", "validatingwebhookconfigurations", "apiservices",
            "mutatingadmissionpolicybindings", "validatingadmissionpolicybindings", "flowschemas", "prioritylevelconfigurations");

    private static final Map<ResourceDefinition, Document> EXAMPLES = new ConcurrentHashMap<>();
    private static final List<ResourceDefinition> TYPES = BuiltinTypes.tenant().definitions().stream()
            .sorted((left, right) -> left.resource().toString().compareTo(right.resource().toString())).toList();

    private final RandomGenerator random;

    Seeds(RandomGenerator random) {
        this.random = random;
    }

    /// @param group such as `/apis/apps/v1`
    record Seed(String group, String resource, boolean namespaced, List<String> subresources, ObjectNode object) {
        boolean onlyTried() {
            return ONLY_TRIED.contains(resource);
        }
    }

    static List<ResourceDefinition> types() {
        return TYPES;
    }

    /// Objects that a server takes as they are, of its own types.
    static List<Seed> valid() {
        return VALID.stream()
                .flatMap(object -> BuiltinTypes.tenant().find(GroupVersionKind.of(object.path("apiVersion").asText(), object.path("kind").asText()))
                        .map(definition -> seed(definition, object.deepCopy())).stream())
                .toList();
    }

    Seed any() {
        if (random.nextBoolean()) {
            ObjectNode valid = VALID.get(random.nextInt(VALID.size())).deepCopy();
            String apiVersion = valid.path("apiVersion").asText();
            Optional<ResourceDefinition> type = BuiltinTypes.tenant().find(GroupVersionKind.of(apiVersion, valid.path("kind").asText()));
            return type.map(definition -> seed(definition, valid))
                    .orElseGet(() -> new Seed(group(apiVersion), WIDGETS, true, List.of("status", "scale"), valid));
        }
        ResourceDefinition definition = TYPES.get(random.nextInt(TYPES.size()));
        return seed(definition, EXAMPLES.computeIfAbsent(definition, ExampleObjects::of).root().deepCopy());
    }

    private static Seed seed(ResourceDefinition definition, ObjectNode object) {
        return new Seed(group(definition.resource().apiVersion()), definition.names().plural(), definition.namespaced(),
                definition.subresources().stream().map(ResourceDefinition.Subresource::name).toList(), object);
    }

    static String group(String apiVersion) {
        return (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
    }
}
