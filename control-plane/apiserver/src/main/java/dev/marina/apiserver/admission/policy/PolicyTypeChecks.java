package dev.marina.apiserver.admission.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.GroupVersionResource;
import dev.marina.apiserver.cel.AdmissionExpressions;
import dev.marina.apiserver.cel.Expression;
import dev.marina.apiserver.cel.ObjectTypes;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// What is wrong with a policy's expressions for the types that it names: fields that these do not have, and values that are of another
/// type. Changes nothing of what the policy does. apiserver's pkg/admission/plugin/policy/validating/typechecking.go
public final class PolicyTypeChecks {

    private static final int MOST_TYPES = 10;
    private static final Comparator<GroupVersionKind> ORDER = Comparator.comparing(GroupVersionKind::group).thenComparing(GroupVersionKind::version)
            .thenComparing(GroupVersionKind::kind);

    private final Function<ClusterId, ResourceRegistry> registries;
    private final Function<ResourceDefinition, ObjectTypes> types;

    /// @param registries what a cluster serves
    /// @param types what objects of a type are to expressions
    public PolicyTypeChecks(Function<ClusterId, ResourceRegistry> registries, Function<ResourceDefinition, ObjectTypes> types) {
        this.registries = registries;
        this.types = types;
    }

    /// As they stand in `status.typeChecking.expressionWarnings`; none where nothing is wrong, or nothing is known.
    public ArrayNode warnings(ClusterId cluster, Document policy) {
        ResourceRegistry registry = registries.apply(cluster);
        JsonNode spec = policy.at("spec");
        List<ResourceDefinition> named = named(spec.at("/matchConstraints/resourceRules"), registry);
        Optional<Optional<ObjectTypes>> params = spec.path("paramKind").isObject()
                ? Optional.of(registry.find(GroupVersionKind.of(spec.at("/paramKind/apiVersion").asText(), spec.at("/paramKind/kind").asText())).map(types))
                : Optional.empty();
        ArrayNode warnings = Document.mapper().createArrayNode();
        List<Checked> checks = named.stream().map(definition -> new Checked(definition.kind(), expressions(types.apply(definition), params, spec))).toList();
        for (int i = 0; i < spec.path("validations").size(); i++) {
            JsonNode validation = spec.path("validations").get(i);
            for (String field : List.of("expression", "messageExpression")) {
                String text = validation.path(field).asText();
                String warning = text.isEmpty() ? "" : warning(text, checks);
                if (!warning.isEmpty()) {
                    warnings.addObject().put("fieldRef", "spec.validations[%d].%s".formatted(i, field)).put("warning", warning);
                }
            }
        }
        return warnings;
    }

    private record Checked(GroupVersionKind kind, AdmissionExpressions expressions) {}

    /// A variable that is wrong is anything to those who use it.
    private static AdmissionExpressions expressions(ObjectTypes object, Optional<Optional<ObjectTypes>> params, JsonNode spec) {
        AdmissionExpressions expressions = AdmissionExpressions.about(object, params);
        for (JsonNode variable : spec.path("variables")) {
            try {
                expressions.variable(variable.path("name").asText(), variable.path("expression").asText());
            } catch (Expression.Unusable wrong) {
                // told where it is used, if it matters there
            }
        }
        return expressions;
    }

    private static String warning(String text, List<Checked> checks) {
        List<String> found = new ArrayList<>();
        for (Checked check : checks) {
            check.expressions().objection(text).ifPresent(why -> found.add("%s/%s, Kind=%s: %s\n".formatted(
                    check.kind().group(), check.kind().version(), check.kind().kind(), why)));
        }
        return String.join("\n", found);
    }

    /// Types that the rules name by group, version and resource; whoever writes `*` is not told of every type there is.
    private static List<ResourceDefinition> named(JsonNode rules, ResourceRegistry registry) {
        List<ResourceDefinition> named = new ArrayList<>();
        for (JsonNode rule : rules) {
            List<String> groups = texts(rule.path("apiGroups"));
            List<String> versions = texts(rule.path("apiVersions"));
            if (Stream.concat(groups.stream(), versions.stream()).anyMatch(text -> text.contains("*"))) {
                continue;
            }
            List<String> resources = texts(rule.path("resources")).stream().filter(resource -> !resource.contains("*") && !resource.contains("/")).toList();
            groups.stream().flatMap(group -> versions.stream().flatMap(version -> resources.stream().map(
                    resource -> new GroupVersionResource(group, version, resource)))).flatMap(resource -> registry.find(resource).stream()).limit(MOST_TYPES)
                    .filter(definition -> !named.contains(definition)).forEach(named::add);
        }
        named.sort(Comparator.comparing(ResourceDefinition::kind, ORDER));
        return named;
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).sorted().toList();
    }
}
