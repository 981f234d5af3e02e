package dev.marina.console.edit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.marina.console.feed.TableSource.Refusal;
import java.util.List;

/// What an editor marks in a text.
public record Marks(ArrayNode list) {

    public static Marks none() {
        return new Marks(JsonNodeFactory.instance.arrayNode());
    }

    public Marks line(int line, String message) {
        list.addObject().put("line", Math.max(1, line)).put("message", message);
        return this;
    }

    /// @param document which of the text's documents, from 0 on
    public Marks fields(int document, List<Refusal.Cause> causes) {
        causes.stream().filter(cause -> !cause.field().isEmpty() && !cause.field().equals("<nil>")).forEach(cause -> list.addObject().put("document", document)
                .put("field", cause.field()).put("message", cause.field() + ": " + cause.message()));
        return this;
    }

    public String json() {
        return list.toString();
    }
}
