package dev.marina.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import java.nio.ByteBuffer;

/// Objects of one kind as answers of type [ProtobufBody#MEDIA_TYPE] have them. An object is its message in an envelope; a list is a
/// message of its items' messages, so that one message serves lists, watches and reads.
/// apimachinery's pkg/runtime/serializer/protobuf
public final class ProtobufForm {

    private static final GroupVersionKind LIST = new GroupVersionKind("", "v1", "ListMeta");
    private static final int TYPE_META = 1;
    private static final int RAW = 2;
    private static final int CONTENT_ENCODING = 3;
    private static final int CONTENT_TYPE = 4;
    private static final int METADATA = 1;
    private static final int ITEMS = 2;
    private static final byte[] AFTER = after();

    private final GroupVersionKind kind;
    private final String message;

    private ProtobufForm(GroupVersionKind kind, String message) {
        this.kind = kind;
        this.message = message;
    }

    /// Whether objects of this kind travel in this form.
    public static boolean has(GroupVersionKind kind) {
        return WireForms.messageOf(kind).isPresent();
    }

    /// Throws [IllegalArgumentException] for a kind that has none.
    public static ProtobufForm of(GroupVersionKind kind) {
        return new ProtobufForm(kind, WireForms.messageOf(kind).orElseThrow(() -> new IllegalArgumentException(kind + " has no protobuf form")));
    }

    /// A whole object.
    public static byte[] object(Document document) {
        ProtobufForm form = of(GroupVersionKind.of(document.apiVersion(), document.kind()));
        return form.enveloped(form.message(document.root()));
    }

    /// An object's message, without its kind.
    public byte[] message(JsonNode object) {
        return MessageWriter.bytes(message, object);
    }

    /// A message as an answer of its own.
    public byte[] enveloped(byte[] content) {
        WireWriter out = new WireWriter();
        envelope(out, content);
        return out.bytes();
    }

    private void envelope(WireWriter out, byte[] content) {
        out.raw(before(content.length));
        out.raw(content);
        out.raw(AFTER);
    }

    /// What stands before a message of this length.
    public byte[] before(long length) {
        WireWriter out = new WireWriter();
        out.raw(ProtobufBody.MAGIC);
        int type = out.open(TYPE_META);
        out.text(1, kind.apiVersion());
        out.text(2, kind.kind());
        out.close(type);
        out.length(RAW, length);
        return out.bytes();
    }

    /// What stands behind any message.
    public static byte[] behind() {
        return AFTER.clone();
    }

    private static byte[] after() {
        WireWriter out = new WireWriter();
        out.text(CONTENT_ENCODING, "");
        out.text(CONTENT_TYPE, "");
        return out.bytes();
    }

    /// The line of a watch: its length in four bytes, then an event whose object is in its envelope.
    public byte[] event(String type, byte[] content) {
        WireWriter out = new WireWriter();
        out.raw(new byte[Integer.BYTES]);
        out.text(1, type);
        int extension = out.open(2);
        int raw = out.open(1);
        envelope(out, content);
        out.close(raw);
        out.close(extension);
        byte[] frame = out.bytes();
        ByteBuffer.wrap(frame).putInt(frame.length - Integer.BYTES);
        return frame;
    }

    /// The first part of a list's message.
    public static byte[] listMeta(ObjectNode meta) {
        WireWriter out = new WireWriter();
        out.bytes(METADATA, of(LIST).message(meta));
        return out.bytes();
    }

    /// What stands before an item of this length in a list's message.
    public static byte[] beforeItem(int length) {
        WireWriter out = new WireWriter();
        out.length(ITEMS, length);
        return out.bytes();
    }

    /// How many bytes an item of this length takes in a list's message.
    public static int itemLength(int length) {
        return 1 + WireWriter.lengthOf(length) + length;
    }
}
