package dev.marina.console.why;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.kube.Permission;

/// A change that would help, as a JSON patch (RFC 6902) of one object. It begins with tests, so that it changes nothing where the object is not
/// any more as it was seen.
///
/// @param path below the cluster's API, with a subresource where one is changed
record Remedy(ObjectAddress object, String path, ArrayNode patch) {

    static final String TYPE = "application/json-patch+json";

    /// Where its answer is what would become of the object, and nothing does.
    String dryRun() {
        return path + "?dryRun=All&fieldManager=marina-console";
    }

    String apply() {
        return path + "?fieldManager=marina-console";
    }

    Permission permission() {
        String subresource = path.endsWith("/resize") ? "resize" : "";
        return new Permission("patch", object.group(), object.plural(), subresource, object.namespace());
    }

    /// Begins one that is for this very object.
    static Edit edit(JsonNode object) {
        Edit edit = new Edit(object, JsonNodeFactory.instance.arrayNode());
        return edit.test("/metadata/uid");
    }

    /// Operations on an object that was read; each remembers what it takes away.
    record Edit(JsonNode object, ArrayNode patch) {

        Edit test(String pointer) {
            patch.addObject().put("op", "test").put("path", pointer).set("value", object.at(pointer));
            return this;
        }

        Edit remove(String pointer) {
            test(pointer);
            patch.addObject().put("op", "remove").put("path", pointer);
            return this;
        }

        Edit replace(String pointer, JsonNode value) {
            test(pointer);
            patch.addObject().put("op", "replace").put("path", pointer).set("value", value);
            return this;
        }

        Edit add(String pointer, JsonNode value) {
            patch.addObject().put("op", "add").put("path", pointer).set("value", value);
            return this;
        }

        boolean has(String pointer) {
            return !object.at(pointer).isMissingNode();
        }
    }

    /// A name as a part of a JSON pointer.
    static String part(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
