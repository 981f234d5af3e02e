package dev.marina.apiserver.endpoint;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import java.time.Instant;
import java.util.List;

/// Objects in the form that the client asked for: whatever is not the stored bytes themselves is made once for each version of an
/// object. Those of types that are converted elsewhere come here as [ShownObjects].
interface Rendering {

    static Rendering of(ApiRequest request, ResourceDefinition definition, SharedForms shared, Instant now) {
        Shape shape = new Shape(OutputForm.of(request, definition), definition, request.query().text("includeObject"));
        return switch (shape.form()) {
            case JSON, YAML, TABLE, TABLE_V1BETA1, PARTIAL_METADATA, PARTIAL_METADATA_V1BETA1 -> new TextRendering(shape, shared, now);
            case PROTOBUF, PROTOBUF_METADATA, PROTOBUF_METADATA_V1BETA1 -> new ProtobufRendering(shape, shared);
        };
    }

    /// An answer about one object.
    ApiResponse.Bytes object(int status, byte[] stored);

    /// The same, of an object that others may read too.
    ApiResponse.Bytes object(Stored stored);

    ApiResponse.Bytes list(List<Stored> items, String version, Continuation rest);

    /// The content type of a watch.
    String watchType();

    /// The line of a watch for an object that is already there.
    byte[] state(Stored stored, boolean first);

    /// The same for a change, made once for all who watch it in this form.
    ///
    /// @param change what the line is about, told by identity
    /// @param object before its deletion, or as it is since the change
    byte[] change(String type, StoreEvent change, Stored object, boolean first);

    /// A bookmark has the form of the events around it.
    byte[] bookmark(String version, boolean initialEventsEnd);

    /// What a watch ends with.
    byte[] error(StatusException reason);

    /// All that decides about the bytes.
    record Shape(OutputForm form, ResourceDefinition definition, String includeObject) {
        /// Under which they are shared.
        Key key() {
            return new Key(form, new DefinitionKey(definition), form.table() ? includeObject : "");
        }

        /// Whether objects look as they are stored.
        boolean asStored() {
            return definition.storage().isEmpty() || definition.converts();
        }

        Document bookmark(String version, boolean initialEventsEnd) {
            Document object = Document.object(definition.resource().apiVersion(), definition.names().kind()).with(version, "metadata", "resourceVersion");
            return initialEventsEnd ? object.with("true", "metadata", "annotations", "k8s.io/initial-events-end") : object;
        }
    }

    record Key(OutputForm form, DefinitionKey definition, String includeObject) {
        @Override
        public boolean equals(Object other) {
            return this == other || other instanceof Key(OutputForm otherForm, DefinitionKey otherDefinition, String otherInclude) && form == otherForm
                    && definition.equals(otherDefinition) && includeObject.equals(otherInclude);
        }

        @Override
        public int hashCode() {
            return 31 * definition.hashCode() + form.hashCode();
        }
    }

    /// Compared by everybody who watches.
    record LineKey(Key shape, String type) {
        @Override
        public boolean equals(Object other) {
            return this == other || other instanceof LineKey(Key otherShape, String otherType) && type.equals(otherType) && shape.equals(otherShape);
        }

        @Override
        public int hashCode() {
            return 31 * shape.hashCode() + type.hashCode();
        }
    }

    record Line(byte[] bytes) implements SharedForms.Sized {
        @Override
        public long size() {
            return bytes.length;
        }
    }
}
