package dev.marina.scheduler.extender;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.scheduler.extender.ExtenderCalls.Failed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What is sent to extenders of a cluster, and what they answer, as JSON.
record ExtenderPost(ExtenderCalls calls, ClusterId cluster) {

    /// @return an object or a list
    JsonNode send(Extender extender, String verb, ObjectNode arguments) throws Failed {
        byte[] answer = calls.post(cluster, extender.url(verb), extender.caBundle(), Document.of(arguments).bytes(), extender.timeout());
        try {
            JsonNode result = Document.mapper().readTree(answer);
            if (!result.isContainerNode()) {
                throw new Failed("extender \"%s\" answers no object to %s".formatted(extender.urlPrefix(), verb));
            }
            return result;
        } catch (IOException e) {
            throw new Failed("extender \"%s\" answers no JSON to %s".formatted(extender.urlPrefix(), verb));
        }
    }

    /// As Go reads it: whatever the case of its letters.
    static JsonNode field(JsonNode object, String name) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names.stream().filter(each -> each.equalsIgnoreCase(name)).findFirst().map(object::path).orElseGet(() -> object.path(name));
    }
}
