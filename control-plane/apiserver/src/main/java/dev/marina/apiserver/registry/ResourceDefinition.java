package dev.marina.apiserver.registry;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.schema.Schema;
import java.util.List;
import java.util.Set;

/// One API type in one version. Built-in types and CRDs are the same record; they differ only in who wrote it.
public record ResourceDefinition(GroupVersionResource resource, Names names, NameRule nameRule, Scope scope, Set<Verb> verbs,
        List<Subresource> subresources, Schema schema, ResourceStrategy strategy, List<Column> columns) {

    /// Begins the declaration of a type.
    public static TypeBuilder declare(String group, String version, String kind, String plural) {
        return new TypeBuilder(new GroupVersionKind(group, version, kind), plural, List.of(Columns.name(), Columns.age()));
    }

    public GroupResource groupResource() {
        return resource.groupResource();
    }

    public GroupVersionKind kind() {
        return new GroupVersionKind(resource.group(), resource.version(), names.kind());
    }

    public boolean namespaced() {
        return scope == Scope.NAMESPACED;
    }

    public record Names(String kind, String listKind, String plural, String singular, List<String> shortNames, List<String> categories) {}

    /// Which names objects of a type may have.
    public enum NameRule { DNS_SUBDOMAIN, DNS_LABEL, PATH_SEGMENT }

    public enum Scope { NAMESPACED, CLUSTER }

    public enum Verb { CREATE, GET, LIST, WATCH, UPDATE, PATCH, DELETE, DELETECOLLECTION;
        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// @param name such as `status`, `scale`, `binding`, `log`, `exec`
    /// @param kind kind and version of what is sent and answered, as discovery says it
    public record Subresource(String name, GroupVersionKind kind, Set<String> verbs) {}

    /// One column of the Table form. `value` is pure; it sees the object and the time for ages.
    ///
    /// @param priority 0 is always shown, others with `-o wide`
    public record Column(String name, String type, String format, String description, int priority, Value value) {
        @FunctionalInterface public interface Value { Object of(Document object, java.time.Instant now); }
    }
}
