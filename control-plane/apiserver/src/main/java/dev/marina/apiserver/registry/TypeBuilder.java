package dev.marina.apiserver.registry;

import dev.marina.api.GroupVersionKind;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.schema.Schema;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;
import dev.marina.apiserver.registry.ResourceDefinition.Names;
import dev.marina.apiserver.registry.ResourceDefinition.Scope;
import dev.marina.apiserver.registry.ResourceDefinition.Storage;
import dev.marina.apiserver.registry.ResourceDefinition.Subresource;
import dev.marina.apiserver.registry.ResourceDefinition.Verb;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Spells the declaration of one type: [ResourceDefinition#declare]. What is not said is what most types have: namespaced, all
/// verbs, DNS subdomains as names, no subresource, no behaviour of its own, columns for name and age.
public final class TypeBuilder {

    private static final Set<String> STATUS_VERBS = Set.of("get", "patch", "update");

    private final GroupVersionKind kind;
    private final String plural;
    private Scope scope = Scope.NAMESPACED;
    private Set<Verb> verbs = EnumSet.allOf(Verb.class);
    private NameRule nameRule = NameRule.DNS_SUBDOMAIN;
    private List<String> shortNames = List.of();
    private List<String> categories = List.of();
    private final List<Subresource> subresources = new ArrayList<>();
    private ResourceStrategy strategy = ResourceStrategy.PLAIN;
    private List<Column> columns;
    private Optional<Storage> storage = Optional.empty();

    TypeBuilder(GroupVersionKind kind, String plural, List<Column> columns) {
        this.kind = kind;
        this.plural = plural;
        this.columns = columns;
    }

    public TypeBuilder clusterScoped() {
        scope = Scope.CLUSTER;
        return this;
    }

    public TypeBuilder shortNames(String... names) {
        shortNames = List.of(names);
        return this;
    }

    public TypeBuilder categories(String... names) {
        categories = List.of(names);
        return this;
    }

    /// Which names its objects may have.
    public TypeBuilder named(NameRule rule) {
        nameRule = rule;
        return this;
    }

    /// For types that are asked and not stored.
    public TypeBuilder createOnly() {
        verbs = EnumSet.of(Verb.CREATE);
        return this;
    }

    /// For types of which not everything can be done.
    public TypeBuilder verbs(Verb... given) {
        verbs = EnumSet.copyOf(List.of(given));
        return this;
    }

    /// Its status is written through a path of its own; give it a [StatusStrategy].
    public TypeBuilder status() {
        return subresource("status", kind, STATUS_VERBS.toArray(String[]::new));
    }

    public TypeBuilder scale() {
        return subresource("scale", new GroupVersionKind("autoscaling", "v1", "Scale"), STATUS_VERBS.toArray(String[]::new));
    }

    /// @param sent kind and version of what is sent and answered
    public TypeBuilder subresource(String name, GroupVersionKind sent, String... subresourceVerbs) {
        subresources.add(new Subresource(name, sent, Set.of(subresourceVerbs)));
        return this;
    }

    public TypeBuilder strategy(ResourceStrategy given) {
        strategy = given;
        return this;
    }

    /// All columns of the Table form, in upstream's order.
    public TypeBuilder columns(Column... given) {
        columns = List.of(given);
        return this;
    }

    public TypeBuilder columns(List<Column> given) {
        columns = List.copyOf(given);
        return this;
    }

    /// For another face of a type that is there.
    public TypeBuilder storedAs(Storage other) {
        storage = Optional.of(other);
        return this;
    }

    public ResourceDefinition build() {
        return new ResourceDefinition(new GroupVersionResource(kind.group(), kind.version(), plural),
                new Names(kind.kind(), kind.kind() + "List", plural, kind.kind().toLowerCase(Locale.ROOT), shortNames, categories),
                nameRule, scope, Set.copyOf(verbs), List.copyOf(subresources), new Schema.Ref("", SchemaNames.of(kind)), strategy, columns, storage,
                Optional.empty());
    }
}
