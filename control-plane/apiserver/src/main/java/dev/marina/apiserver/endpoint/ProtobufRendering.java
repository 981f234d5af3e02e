package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.protobuf.ProtobufBody;
import dev.marina.apiserver.protobuf.ProtobufForm;
import dev.marina.apiserver.status.StatusMapper;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import java.util.List;
import java.util.Map;

/// Objects as protobuf, whole or their metadata alone. The message of an object at its version is made once, and serves every read,
/// list and watch.
final class ProtobufRendering implements Rendering {

    private static final String PARTIAL = "PartialObjectMetadata";
    private static final ProtobufForm STATUS = ProtobufForm.of(new GroupVersionKind("", "v1", "Status"));

    private final Shape shape;
    private final Key key;
    private final SharedForms shared;
    private final ProtobufForm form;

    ProtobufRendering(Shape shape, SharedForms shared) {
        this.shape = shape;
        this.key = shape.key();
        this.shared = shared;
        this.form = ProtobufForm.of(whole() ? shape.definition().kind() : meta(PARTIAL));
    }

    private GroupVersionKind meta(String kind) {
        String[] parts = shape.form().metaVersion().split("/");
        return new GroupVersionKind(parts[0], parts[1], kind);
    }

    private boolean whole() {
        return shape.form() == OutputForm.PROTOBUF;
    }

    @Override
    public ApiResponse.Bytes object(int status, byte[] stored) {
        return answer(status, List.of(form.enveloped(message(stored))));
    }

    @Override
    public ApiResponse.Bytes object(Stored stored) {
        byte[] message = message(stored);
        return answer(200, List.of(form.before(message.length), message, ProtobufForm.behind()));
    }

    @Override
    public ApiResponse.Bytes list(List<Stored> items, String version, Continuation rest) {
        ProtobufForm list = ProtobufForm.of(whole()
                ? new GroupVersionKind(shape.definition().resource().group(), shape.definition().resource().version(), shape.definition().names().listKind())
                : meta(PARTIAL + "List"));
        // what takes most of the room would only drive out what others share
        boolean sharing = items.stream().mapToLong(item -> item.bytes().length).sum() <= shared.mostBytes() / 2;
        return answer(200, new ProtobufList(list, meta(version, rest), items, item -> sharing ? message(item) : message(item.bytes())));
    }

    private static byte[] meta(String version, Continuation rest) {
        ObjectNode meta = Document.mapper().createObjectNode().put("resourceVersion", version);
        if (!rest.token().isEmpty()) {
            meta.put("continue", rest.token());
            rest.remaining().ifPresent(count -> meta.put("remainingItemCount", count));
        }
        return ProtobufForm.listMeta(meta);
    }

    private static ApiResponse.Bytes answer(int status, List<byte[]> slices) {
        return new ApiResponse.Bytes(status, ProtobufBody.MEDIA_TYPE, slices, Map.of());
    }

    private byte[] message(Stored stored) {
        return shared.of(stored, key, () -> new Line(message(stored.bytes()))).bytes();
    }

    /// Of an object's fields its metadata alone is part of [#PARTIAL].
    private byte[] message(byte[] stored) {
        Document document = Document.parse(stored);
        return form.message((whole() && !shape.asStored() ? ShownObjects.document(shape.definition(), document) : document).root());
    }

    @Override
    public String watchType() {
        return ProtobufBody.MEDIA_TYPE + ";stream=watch";
    }

    @Override
    public byte[] state(Stored stored, boolean first) {
        return form.event("ADDED", message(stored));
    }

    @Override
    public byte[] change(String type, StoreEvent change, Stored object, boolean first) {
        return shared.of(change, new LineKey(key, type), () -> new Line(form.event(type, object.version().equals(change.version())
                ? message(object)
                : message(Encoding.atVersion(object, change.version()))))).bytes();
    }

    @Override
    public byte[] bookmark(String version, boolean initialEventsEnd) {
        return form.event("BOOKMARK", form.message(shape.bookmark(version, initialEventsEnd).root()));
    }

    @Override
    public byte[] error(StatusException reason) {
        return STATUS.event("ERROR", STATUS.message(StatusMapper.document(reason).root()));
    }
}
