package dev.marina.apiserver.authz;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.endpoint.DefaultObject;
import dev.marina.apiserver.endpoint.DefaultObjects;
import dev.marina.apiserver.http.Target;
import dev.marina.store.ParsedCache;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Role-based access control over a view of a cluster. The default roles and bindings are read once for all clusters; of a
/// cluster's own, what they say is kept for a while by key and version. Nothing is kept per cluster.
final class RoleBindings {

    private final ParsedCache<Binding> bindings = new ParsedCache<>(20_000, Binding::of);
    private final ParsedCache<Role> roles = new ParsedCache<>(20_000, Role::of);
    private final List<Default<Binding>> defaultBindings = new ArrayList<>();
    private final Map<String, Default<Role>> defaultRoles = new HashMap<>();

    private record Default<T>(DefaultObject object, T parsed) {}

    RoleBindings(DefaultObjects defaults) {
        defaults.of(Rbac.CLUSTER_ROLE_BINDINGS).forEach(object -> defaultBindings.add(new Default<>(object, Binding.of(object.template()))));
        defaults.of(Rbac.CLUSTER_ROLES).forEach(object -> defaultRoles.put(object.name(), new Default<>(object, Role.of(object.template()))));
    }

    record Subject(String kind, String name, String namespace) {
        boolean is(Identity identity, String bindingNamespace, String tenant) {
            return switch (kind) {
                case "User" -> identity.user().equals(name);
                case "Group" -> identity.in(name) || name.contains(DefaultObject.TENANT) && identity.in(name.replace(DefaultObject.TENANT, tenant));
                case "ServiceAccount" ->
                    identity.user().equals("system:serviceaccount:%s:%s".formatted(namespace.isEmpty() ? bindingNamespace : namespace, name));
                default -> false;
            };
        }
    }

    record Binding(String kind, String name, String roleKind, String roleName, List<Subject> subjects) {
        static Binding of(Document document) {
            return new Binding(document.kind(), document.name(), document.text("roleRef", "kind"), document.text("roleRef", "name"),
                    document.at("subjects").valueStream()
                            .map(node -> new Subject(node.path("kind").asText(), node.path("name").asText(), node.path("namespace").asText())).toList());
        }

        Optional<Subject> subject(Identity identity, String namespace, String tenant) {
            return subjects.stream().filter(subject -> subject.is(identity, namespace, tenant)).findFirst();
        }
    }

    /// @param selectors of an aggregated role, its labels to match; empty for others
    record Role(List<PolicyRule> rules, List<Map<String, String>> selectors) {
        static Role of(Document document) {
            List<Map<String, String>> selectors = new ArrayList<>();
            for (JsonNode selector : document.at("aggregationRule", "clusterRoleSelectors")) {
                Map<String, String> labels = new HashMap<>();
                selector.path("matchLabels").properties().forEach(entry -> labels.put(entry.getKey(), entry.getValue().asText()));
                if (!labels.isEmpty()) {
                    selectors.add(labels);
                }
            }
            return new Role(PolicyRule.listOf(document.at("rules")), selectors);
        }

        boolean takes(Map<String, String> labels) {
            return selectors.stream().anyMatch(selector -> labels.entrySet().containsAll(selector.entrySet()));
        }
    }

    Decision decide(Identity identity, Target target, ClusterView view) {
        String namespace = target instanceof Target.Resource resource ? resource.namespace() : "";
        List<String> tried = new ArrayList<>();
        Decision[] found = new Decision[1];
        visit(identity, namespace, view, (binding, subject, rules) -> {
            if (rules.stream().anyMatch(rule -> rule.allows(target))) {
                found[0] = Decision.allow("RBAC: allowed by %s \"%s\" of %s \"%s\" to %s \"%s\"".formatted(binding.kind(), binding.name(),
                        binding.roleKind(), binding.roleName(), subject.kind(), subject.name().replace(DefaultObject.TENANT, view.record().tenant())));
                return true;
            }
            tried.add("%s/%s".formatted(binding.kind(), binding.name()));
            return false;
        });
        return found[0] != null ? found[0] : Decision.noOpinion(tried);
    }

    List<PolicyRule> rules(Identity identity, String namespace, ClusterView view) {
        List<PolicyRule> all = new ArrayList<>();
        visit(identity, namespace, view, (_, _, rules) -> {
            all.addAll(rules);
            return false;
        });
        return all;
    }

    private interface Visitor {
        /// True ends the visit.
        boolean visit(Binding binding, Subject subject, List<PolicyRule> rules);
    }

    private void visit(Identity identity, String namespace, ClusterView view, Visitor visitor) {
        String tenant = view.record().tenant();
        for (Default<Binding> candidate : defaultBindings) {
            Optional<Subject> subject = candidate.parsed().subject(identity, "", tenant);
            if (subject.isPresent() && view.live(candidate.object()) && visit(candidate.parsed(), subject.get(), "", view, visitor)) {
                return;
            }
        }
        boolean ended = visit(view.image().list(Rbac.CLUSTER_ROLE_BINDINGS, ""), identity, "", view, visitor);
        if (!ended && !namespace.isEmpty()) {
            visit(view.image().list(Rbac.ROLE_BINDINGS, namespace), identity, namespace, view, visitor);
        }
    }

    private boolean visit(Stream<Stored> stored, Identity identity, String namespace, ClusterView view, Visitor visitor) {
        try (stored) {
            return stored.filter(candidate -> !candidate.opaque()).anyMatch(candidate -> {
                Binding binding = bindings.get(candidate);
                Optional<Subject> subject = binding.subject(identity, namespace, view.record().tenant());
                return subject.isPresent() && visit(binding, subject.get(), namespace, view, visitor);
            });
        }
    }

    private boolean visit(Binding binding, Subject subject, String namespace, ClusterView view, Visitor visitor) {
        return visitor.visit(binding, subject, rulesOf(binding.roleKind(), binding.roleName(), namespace, view));
    }

    /// None for a role that is not there.
    List<PolicyRule> rulesOf(String kind, String name, String namespace, ClusterView view) {
        if (name.isEmpty()) {
            return List.of();
        }
        if (!kind.equals("ClusterRole")) {
            return view.image().find(new ObjectKey(view.cluster(), Rbac.ROLES, namespace, name)).map(roles::get).map(Role::rules).orElse(List.of());
        }
        return clusterRole(name, view).map(role -> role.selectors().isEmpty() ? role.rules() : aggregated(role, view)).orElse(List.of());
    }

    private Optional<Role> clusterRole(String name, ClusterView view) {
        Optional<Role> own = view.image().find(new ObjectKey(view.cluster(), Rbac.CLUSTER_ROLES, "", name)).map(roles::get);
        return own.isPresent() ? own : Optional.ofNullable(defaultRoles.get(name)).filter(role -> view.live(role.object())).map(Default::parsed);
    }

    /// Upstream has a controller write the sum into the role; here it is always the sum.
    private List<PolicyRule> aggregated(Role role, ClusterView view) {
        List<PolicyRule> rules = new ArrayList<>();
        defaultRoles.values().stream()
                .filter(candidate -> role.takes(candidate.object().labels()) && view.live(candidate.object()))
                .forEach(candidate -> rules.addAll(parts(role, candidate.parsed(), view)));
        try (Stream<Stored> own = view.image().list(Rbac.CLUSTER_ROLES, "")) {
            own.filter(candidate -> role.takes(candidate.fields().labels())).forEach(candidate -> rules.addAll(parts(role, roles.get(candidate), view)));
        }
        return rules;
    }

    private List<PolicyRule> parts(Role whole, Role part, ClusterView view) {
        boolean aggregatedItself = !part.selectors().isEmpty() && !part.selectors().equals(whole.selectors());
        return aggregatedItself ? aggregated(part, view) : part.rules();
    }
}
