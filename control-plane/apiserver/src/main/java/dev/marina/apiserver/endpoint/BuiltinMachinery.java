package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.StatusException;
import dev.marina.api.schema.Schemas;
import dev.marina.apiserver.managedfields.Versions;
import dev.marina.apiserver.merge.SchemaShapes;
import dev.marina.apiserver.merge.Shape;
import dev.marina.apiserver.patch.JsonPatch;
import dev.marina.apiserver.patch.MergePatch;
import dev.marina.apiserver.patch.StrategicMergePatch;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceRegistry;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.schema.BuiltinSchemas;
import dev.marina.apiserver.schema.SchemaCheck;
import dev.marina.apiserver.schema.SerialisedForm;
import dev.marina.apiserver.schema.Submission;
import dev.marina.apiserver.types.BuiltinTypes;
import dev.marina.apiserver.validation.ObjectValidation;
import dev.marina.store.ClusterRecord;
import java.util.List;
import java.util.Optional;

/// The built-in types: all clusters serve the same, and the management cluster Marina's own beside them.
public final class BuiltinMachinery implements TypeMachinery {

    private final Schemas schemas = BuiltinSchemas.load();
    private final SerialisedForm form = new SerialisedForm(schemas);
    private final SchemaShapes shapes = new SchemaShapes(schemas);

    @Override
    public ResourceRegistry registry(ClusterRecord cluster) {
        boolean management = cluster.tenant().equals("marina") && cluster.name().equals("management");
        return management ? BuiltinTypes.management() : BuiltinTypes.tenant();
    }

    public ResourceDefinition definition(GroupVersionKind kind) {
        return BuiltinTypes.management().find(kind).orElseThrow(() -> new IllegalStateException(kind + " is not served"));
    }

    @Override
    public Decoded decode(ResourceDefinition definition, Submission submitted, FieldValidation validation) {
        return validation.judge(definition, SchemaCheck.check(submitted, definition.schema(), schemas));
    }

    @Override
    public Document serialised(ResourceDefinition definition, Document object) {
        return object.edited(root -> form.bring(root, definition.schema()));
    }

    @Override
    public Document defaulted(ResourceDefinition definition, Document object) {
        return definition.strategy().defaulted(object);
    }

    @Override
    public List<FieldError> createErrors(ResourceDefinition definition, String name, Document object) {
        return ObjectValidation.create(definition, object, name, schemas);
    }

    @Override
    public List<FieldError> updateErrors(ResourceDefinition definition, String subresource, Document object, Document stored) {
        return ObjectValidation.update(definition, subresource, object, stored, schemas);
    }

    @Override
    public Versions versions(ResourceDefinition definition) {
        return new Faces(definition);
    }

    /// The versions of a built-in type: itself, and other faces of what is stored.
    private final class Faces implements Versions {
        private final ResourceDefinition own;

        Faces(ResourceDefinition own) {
            this.own = own;
        }

        @Override
        public Optional<Shape> shape(String apiVersion) {
            return face(apiVersion).map(face -> shapes.of(face.schema()));
        }

        private Optional<ResourceDefinition> face(String apiVersion) {
            if (apiVersion.equals(own.resource().apiVersion())) {
                return Optional.of(own);
            }
            return BuiltinTypes.management().find(GroupVersionKind.of(apiVersion, own.names().kind()))
                    .filter(other -> other.stored().resource().equals(own.stored().resource()));
        }

        @Override
        public JsonNode converted(JsonNode object, String from, String to) {
            if (from.equals(to) || object.isNull()) {
                return object;
            }
            Document stored = face(from).orElseThrow().toStored(Document.of((ObjectNode) object));
            return face(to).orElseThrow().fromStored(stored).root();
        }
    }

    @Override
    public Document patched(ResourceDefinition definition, Document current, PatchType type, byte[] patch) {
        return switch (type) {
            case JSON -> JsonPatch.apply(current, patch);
            case MERGE -> MergePatch.apply(current, patch);
            case STRATEGIC -> StrategicMergePatch.apply(current, patch, definition.schema(), schemas);
            case APPLY -> throw new IllegalArgumentException("an apply is no patch of a document alone");
        };
    }
}
