package dev.marina.labs.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import java.util.function.UnaryOperator;

/// A text in each language that there is.
public record Texts(String en, String zh) {

    public static final Texts NONE = new Texts("", "");

    public static Texts of(JsonNode node) {
        return new Texts(node.path("en").asText(""), node.path("zh").asText(""));
    }

    public Texts each(UnaryOperator<String> change) {
        return new Texts(change.apply(en), change.apply(zh));
    }

    public boolean empty() {
        return en.isEmpty() && zh.isEmpty();
    }

    public ObjectNode json() {
        return Document.mapper().createObjectNode().put("en", en).put("zh", zh);
    }
}
