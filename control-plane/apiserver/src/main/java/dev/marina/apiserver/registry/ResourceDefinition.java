package dev.marina.apiserver.registry;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.schema.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// One API type in one version. Built-in types and CRDs are the same record; they differ only in who wrote it.
///
/// @param definedBy empty for built-in types
public record ResourceDefinition(GroupVersionResource resource, Names names, NameRule nameRule, Scope scope, Set<Verb> verbs,
        List<Subresource> subresources, Schema schema, ResourceStrategy strategy, List<Column> columns, Optional<Storage> storage,
        Optional<DefinedBy> definedBy) {

    /// Begins the declaration of a type.
    public static TypeBuilder declare(String group, String version, String kind, String plural) {
        return new TypeBuilder(new GroupVersionKind(group, version, kind), plural, List.of(Columns.name(), Columns.age()));
    }

    public GroupResource groupResource() {
        return resource.groupResource();
    }

    /// As what objects of this type are stored: itself, or the type of which this is another face.
    public ResourceDefinition stored() {
        return storage.map(Storage::definition).orElse(this);
    }

    /// The object as it is stored.
    public Document toStored(Document object) {
        return storage.map(other -> other.toStored().apply(object)).orElse(object);
    }

    /// A stored object as this type shows it.
    public Document fromStored(Document stored) {
        return fromStored(List.of(stored)).getFirst();
    }

    /// The same for many at once.
    public List<Document> fromStored(List<Document> stored) {
        return storage.map(other -> other.shown().of(stored)).orElse(stored);
    }

    /// An object of another version of this type as this one shows it.
    public Document fromVersion(ResourceDefinition other, Document object) {
        return converts() ? fromStored(object) : fromStored(other.toStored(object));
    }

    /// Whether somebody else has to be asked what an object is in this version.
    public boolean converts() {
        return storage.filter(Storage::asks).isPresent();
    }

    public GroupVersionKind kind() {
        return new GroupVersionKind(resource.group(), resource.version(), names.kind());
    }

    public boolean namespaced() {
        return scope == Scope.NAMESPACED;
    }

    public record Names(String kind, String listKind, String plural, String singular, List<String> shortNames, List<String> categories) {}

    /// The type under which objects are kept, where it is another one, such as core events for those of events.k8s.io. Field
    /// selectors name the stored type's fields.
    ///
    /// @param shown stored objects as this type has them
    /// @param storedField the stored type's name of a field that selectors of this type name
    /// @param asks whether that takes more than the object itself; both directions may then fail
    public record Storage(ResourceDefinition definition, UnaryOperator<Document> toStored, Shown shown, UnaryOperator<String> storedField, boolean asks) {

        /// By pure functions.
        public Storage(ResourceDefinition definition, UnaryOperator<Document> toStored, UnaryOperator<Document> fromStored,
                UnaryOperator<String> storedField) {
            this(definition, toStored, stored -> stored.stream().map(fromStored).toList(), storedField, false);
        }

        /// All at once, since who is asked may be far away.
        @FunctionalInterface
        public interface Shown {
            List<Document> of(List<Document> stored);
        }
    }

    /// The object of the cluster that defines the type: nothing of the type is made once that is gone or about to go.
    public record DefinedBy(String name, String uid) {}

    /// Which names objects of a type may have.
    public enum NameRule {
        DNS_SUBDOMAIN, DNS_LABEL, PATH_SEGMENT, IP_ADDRESS
    }

    public enum Scope {
        NAMESPACED, CLUSTER
    }

    public enum Verb {
        CREATE, GET, LIST, WATCH, UPDATE, PATCH, DELETE, DELETECOLLECTION;
        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// @param name such as `status`, `scale`, `binding`, `log`, `exec`
    /// @param kind kind and version of what is sent and answered, as discovery says it
    public record Subresource(String name, GroupVersionKind kind, Set<String> verbs) {}

    /// One column of the Table form. `value` is pure, so that cells are made once for each version of an object; a cell that
    /// changes as time goes by is [Moving].
    ///
    /// @param priority 0 is always shown, others with `-o wide`
    public record Column(String name, String type, String format, String description, int priority, Value value) {
        @FunctionalInterface
        public interface Value {
            Object of(Document object);
        }

        @FunctionalInterface
        public interface Moving {
            String at(Instant now);
        }
    }
}
