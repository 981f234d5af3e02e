package dev.marina.apiserver.types;

import dev.marina.api.GroupVersionKind;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.schema.Schema;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.Names;
import dev.marina.apiserver.registry.ResourceDefinition.Scope;
import dev.marina.apiserver.registry.ResourceDefinition.Subresource;
import dev.marina.apiserver.registry.ResourceDefinition.Verb;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.table.Columns;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Spells one entry of [BuiltinTypes].
final class TypeBuilder {

    private static final Set<String> STATUS_VERBS = Set.of("get", "patch", "update");

    private final String group;
    private final String version;
    private final String kind;
    private final String plural;
    private final String definition;
    private Scope scope = Scope.NAMESPACED;
    private Set<Verb> verbs = EnumSet.allOf(Verb.class);
    private List<String> shortNames = List.of();
    private List<String> categories = List.of();
    private final List<Subresource> subresources = new ArrayList<>();
    private ResourceStrategy strategy = ResourceStrategy.PLAIN;

    /// @param definition prefix of the schema's name, such as `io.k8s.api.core.v1`
    TypeBuilder(String group, String version, String kind, String plural, String definition) {
        this.group = group;
        this.version = version;
        this.kind = kind;
        this.plural = plural;
        this.definition = definition;
    }

    TypeBuilder cluster() {
        scope = Scope.CLUSTER;
        return this;
    }

    TypeBuilder shortNames(String... names) {
        shortNames = List.of(names);
        return this;
    }

    TypeBuilder all() {
        categories = List.of("all");
        return this;
    }

    TypeBuilder createOnly() {
        verbs = EnumSet.of(Verb.CREATE);
        return this;
    }

    TypeBuilder status() {
        subresources.add(new Subresource("status", new GroupVersionKind(group, version, kind), STATUS_VERBS));
        return this;
    }

    TypeBuilder scale() {
        subresources.add(new Subresource("scale", new GroupVersionKind("autoscaling", "v1", "Scale"), STATUS_VERBS));
        return this;
    }

    TypeBuilder subresource(String name, GroupVersionKind sent, String... subresourceVerbs) {
        subresources.add(new Subresource(name, sent, Set.of(subresourceVerbs)));
        return this;
    }

    TypeBuilder strategy(ResourceStrategy given) {
        strategy = given;
        return this;
    }

    ResourceDefinition build() {
        return new ResourceDefinition(new GroupVersionResource(group, version, plural),
                new Names(kind, kind + "List", plural, kind.toLowerCase(Locale.ROOT), shortNames, categories),
                scope, Set.copyOf(verbs), List.copyOf(subresources), new Schema.Ref("", definition + "." + kind), strategy,
                Columns.of(group, kind));
    }
}
