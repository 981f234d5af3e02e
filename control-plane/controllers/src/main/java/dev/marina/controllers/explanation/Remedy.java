package dev.marina.controllers.explanation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.controllers.engine.Waits;
import dev.marina.store.Stored;
import java.util.List;

/// One change of one object with which a wait would be over, as far as the part that waits can say: found by deciding again with one thing another. Told as a
/// JSON patch (RFC 6902) that whoever may change the object can send; it begins with a test, so that it changes nothing where the object is another by then.
public final class Remedy {

    private final Document object;
    private final ObjectNode told;
    private final ArrayNode patch;

    private Remedy(Document object, ObjectNode told) {
        this.object = object;
        this.told = told;
        this.patch = told.putArray("patch");
        test("/metadata/uid");
    }

    /// @param change what is changed, in a word
    /// @param message the same for people
    public static Remedy of(Stored stored, Document object, String change, String message) {
        ObjectNode told = Document.mapper().createObjectNode().put("change", change).put("message", message);
        Waits.name(told.putObject("object"), stored.key());
        return new Remedy(object, told.put("path", path(stored, object)));
    }

    private static String path(Stored stored, Document object) {
        String version = object.text("apiVersion");
        String namespace = stored.key().namespace();
        return (version.contains("/") ? "/apis/" : "/api/") + version + (namespace.isEmpty() ? "" : "/namespaces/" + namespace) + "/"
                + stored.key().resource().resource() + "/" + stored.key().name();
    }

    /// Fills the words that a person reads in their language.
    public Remedy field(String name, String value) {
        told.put(name, value);
        return this;
    }

    private Remedy test(String pointer) {
        JsonNode present = object.root().at(pointer);
        if (!present.isMissingNode()) {
            patch.addObject().put("op", "test").put("path", pointer).set("value", present);
        }
        return this;
    }

    public Remedy remove(String pointer) {
        test(pointer);
        patch.addObject().put("op", "remove").put("path", pointer);
        return this;
    }

    /// Where it is not there yet, it is added.
    public Remedy put(String pointer, JsonNode value) {
        test(pointer);
        patch.addObject().put("op", "add").put("path", pointer).set("value", value);
        return this;
    }

    /// A name as a part of a JSON pointer.
    static String part(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /// The smallest first.
    public static ObjectNode with(ObjectNode reason, List<Remedy> remedies) {
        if (!remedies.isEmpty()) {
            ArrayNode list = reason.putArray("remedies");
            remedies.forEach(one -> list.add(one.told));
        }
        return reason;
    }
}
