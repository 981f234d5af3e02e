package dev.marina.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.apiserver.admission.AdmissionRequest.Operation;
import dev.marina.apiserver.endpoint.Encoding;
import dev.marina.apiserver.validation.SelectorRules;
import dev.marina.store.Fields;
import dev.marina.store.Mutation;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The rules of an aggregated ClusterRole are those of the roles that it selects, at every version: they are written together with
/// the write that changes them. Upstream leaves that to a controller, a little later.
/// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
final class ClusterRoleAggregation implements AdmissionPlugin.Mutating, AdmissionPlugin.Accounting {

    private static final GroupResource CLUSTER_ROLES = new GroupResource("rbac.authorization.k8s.io", "clusterroles");

    @Override
    public String name() {
        return "ClusterRoleAggregation";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.resource().equals(CLUSTER_ROLES) && request.subresource().isEmpty();
    }

    @Override
    public Document mutate(AdmissionRequest request) {
        return aggregated(request.object()) ? withRules(request.object(), afterwards(request)) : request.object();
    }

    /// The other roles that have to change with this one.
    @Override
    public Account account(AdmissionRequest request) {
        List<Document> roles = afterwards(request);
        List<Mutation.Write> writes = new ArrayList<>();
        List<Mutation.Predicate> predicates = new ArrayList<>();
        try (Stream<Stored> all = request.view().list(CLUSTER_ROLES, "")) {
            all.filter(stored -> !stored.opaque() && !stored.key().name().equals(request.name())).forEach(stored -> {
                Document role = Document.parse(stored.bytes());
                Document changed = aggregated(role) ? withRules(role, roles) : role;
                if (!Encoding.same(role, changed)) {
                    writes.add(new Mutation.Put(stored.key(), Encoding.encode(changed),
                            new Fields(role.uid(), role.labels(), Map.of(), stored.fields().owners(), Set.of(), role.terminating())));
                    predicates.add(request.view().isVirtual(stored.key())
                            ? new Mutation.Absent(stored.key())
                            : new Mutation.VersionIs(stored.key(), stored.version()));
                }
            });
        }
        return new Account(writes, predicates);
    }

    private static boolean aggregated(Document role) {
        return !role.at("aggregationRule", "clusterRoleSelectors").isEmpty();
    }

    private static List<Document> afterwards(AdmissionRequest request) {
        List<Document> roles = new ArrayList<>();
        try (Stream<Stored> all = request.view().list(CLUSTER_ROLES, "")) {
            all.filter(stored -> !stored.opaque() && !stored.key().name().equals(request.name())).forEach(stored -> roles.add(Document.parse(stored.bytes())));
        }
        if (request.operation() != Operation.DELETE) {
            roles.add(request.object());
        }
        roles.sort(java.util.Comparator.comparing(Document::name));
        return roles;
    }

    private static Document withRules(Document role, List<Document> roles) {
        List<JsonNode> rules = new ArrayList<>();
        for (JsonNode selector : role.at("aggregationRule", "clusterRoleSelectors")) {
            roles.stream().filter(part -> !part.name().equals(role.name()) && SelectorRules.matches(selector, part.at("metadata", "labels")))
                    .flatMap(part -> part.at("rules").valueStream()).filter(rule -> !rules.contains(rule)).forEach(rules::add);
        }
        boolean same = rules.size() == role.at("rules").size() && role.at("rules").valueStream().allMatch(rules::contains);
        return same ? role : role.edited(root -> replace(root, rules));
    }

    private static void replace(ObjectNode root, List<JsonNode> rules) {
        ArrayNode array = root.putArray("rules");
        rules.forEach(array::add);
    }
}
