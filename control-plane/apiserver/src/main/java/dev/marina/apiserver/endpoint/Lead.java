package dev.marina.apiserver.endpoint;

import dev.marina.api.Document;
import dev.marina.apiserver.protobuf.ProtobufForm;
import dev.marina.apiserver.registry.ResourceDefinition;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// `apiVersion` and `kind`, with which every stored object begins ([Encoding]) and which items of upstream's typed lists do not have: Go
/// writes them of the list alone. Custom resources are no Go types and keep them, and so do our own types.
/// https://github.com/kubernetes/kubernetes/issues/3030
///
/// @param text from the opening bracket up to the next field
record Lead(byte[] text) {

    private static final Lead NONE = new Lead(new byte[0]);

    /// What is left out of lists of a type; nothing where items are whole.
    static Lead of(ResourceDefinition definition) {
        return leftOut(definition)
                ? new Lead("{\"apiVersion\":\"%s\",\"kind\":\"%s\",".formatted(definition.resource().apiVersion(), definition.names().kind())
                        .getBytes(StandardCharsets.UTF_8))
                : NONE;
    }

    /// Go types are those that have a protobuf form.
    static boolean leftOut(ResourceDefinition definition) {
        return definition.definedBy().isEmpty() && ProtobufForm.has(definition.kind());
    }

    int length() {
        return text.length;
    }

    /// The object with this before its other fields: itself, unless somebody has written it in another order or version.
    byte[] of(byte[] object) {
        if (text.length == 0 || Arrays.equals(object, 0, Math.min(text.length, object.length), text, 0, text.length)) {
            return object;
        }
        byte[] rest = bare(Document.parse(object)).bytes();
        byte[] led = Arrays.copyOf(text, text.length + rest.length - 1);
        System.arraycopy(rest, 1, led, text.length, rest.length - 1);
        return led;
    }

    /// The object without it, as an item of a list.
    static Document bare(Document object) {
        return object.without("apiVersion").without("kind");
    }
}
