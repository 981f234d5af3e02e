package dev.marina.apiserver.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.http.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// A `Policy` of `audit.k8s.io/v1`: the first rule that a request matches says how much of it is recorded, and nothing is where none does.
/// apiserver's pkg/audit/policy/checker.go
public record AuditPolicy(List<Rule> rules, Set<Stage> omitStages, boolean omitManagedFields) {

    /// Where a cluster's owners have not said otherwise: who wrote what and who was connected to what, and who read Secrets.
    public static final AuditPolicy STANDARD = standard();

    /// What is recorded of a request.
    public record Decision(Level level, Set<Stage> omitStages, boolean omitManagedFields) {

        public boolean records(Stage stage) {
            return level != Level.NONE && !omitStages.contains(stage);
        }
    }

    /// An empty list stands for everything.
    record Rule(Level level, List<String> users, List<String> userGroups, List<String> verbs, List<Resources> resources, List<String> namespaces,
            List<String> nonResourceUrls, Set<Stage> omitStages, Optional<Boolean> omitManagedFields) {

        static Rule of(JsonNode rule) {
            return new Rule(Level.find(rule.path("level").asText()).orElseThrow(), texts(rule.path("users")), texts(rule.path("userGroups")),
                    texts(rule.path("verbs")), rule.path("resources").valueStream().map(Resources::of).toList(), texts(rule.path("namespaces")),
                    texts(rule.path("nonResourceURLs")), stages(rule.path("omitStages")),
                    rule.hasNonNull("omitManagedFields") ? Optional.of(rule.path("omitManagedFields").asBoolean()) : Optional.empty());
        }

        boolean matches(Identity identity, Target target) {
            if (!users.isEmpty() && !users.contains(identity.user()) || !userGroups.isEmpty() && userGroups.stream().noneMatch(group -> in(identity, group))
                    || !verbs.isEmpty() && !verbs.contains(target.verb())) {
                return false;
            }
            boolean ofResources = !namespaces.isEmpty() || !resources.isEmpty();
            return switch (target) {
                case Target.Resource resource -> ofResources
                        ? (namespaces.isEmpty() || namespaces.contains(resource.namespace()))
                                && (resources.isEmpty() || resources.stream().anyMatch(some -> some.match(resource)))
                        : nonResourceUrls.isEmpty();
                case Target.NonResource path ->
                    !ofResources && (nonResourceUrls.isEmpty() || nonResourceUrls.stream().anyMatch(url -> covers(url, path.path())));
            };
        }

        /// What the policy says of nodes it says of the platform's: one that somebody of the cluster has made is heard like a person.
        private static boolean in(Identity identity, String group) {
            return identity.in(group) && (identity.agent() || !group.equals(Identity.NODES));
        }

        private static boolean covers(String url, String path) {
            return url.equals("*") || url.equals(path) || url.endsWith("*") && path.startsWith(url.substring(0, url.length() - 1));
        }
    }

    /// Types of one group; all of them where none is named.
    record Resources(String group, List<String> resources, List<String> names) {

        static Resources of(JsonNode resources) {
            return new Resources(resources.path("group").asText(""), texts(resources.path("resources")), texts(resources.path("resourceNames")));
        }

        boolean match(Target.Resource target) {
            if (!group.equals(target.resource().group())) {
                return false;
            }
            return resources.isEmpty()
                    || (names.isEmpty() || names.contains(target.name())) && resources.stream().anyMatch(pattern -> covers(pattern, target));
        }

        private static boolean covers(String pattern, Target.Resource target) {
            String resource = target.resource().resource();
            String subresource = target.subresource();
            String both = subresource.isEmpty() ? resource : resource + "/" + subresource;
            return pattern.equals("*") || pattern.equals(both) || !subresource.isEmpty() && pattern.equals("*/" + subresource)
                    || pattern.equals(resource + "/*");
        }
    }

    /// @param policy that is valid
    public static AuditPolicy of(JsonNode policy) {
        return new AuditPolicy(policy.path("rules").valueStream().map(Rule::of).toList(), stages(policy.path("omitStages")),
                policy.path("omitManagedFields").asBoolean());
    }

    private static AuditPolicy standard() {
        try (InputStream file = Objects.requireNonNull(AuditPolicy.class.getResourceAsStream("policy.yaml"))) {
            return of(new YAMLMapper().readTree(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }

    private static Set<Stage> stages(JsonNode list) {
        Set<Stage> stages = EnumSet.noneOf(Stage.class);
        list.forEach(stage -> stages.add(Stage.find(stage.asText()).orElseThrow()));
        return stages;
    }

    public Decision decide(Identity identity, Target target) {
        for (Rule rule : rules) {
            if (rule.matches(identity, target)) {
                Set<Stage> omitted = EnumSet.copyOf(omitStages);
                omitted.addAll(rule.omitStages);
                return new Decision(Secrecy.holdsSecrets(target) ? rule.level.atMost(Level.METADATA) : rule.level, omitted,
                        rule.omitManagedFields.orElse(omitManagedFields));
            }
        }
        return new Decision(Level.NONE, omitStages, omitManagedFields);
    }
}
