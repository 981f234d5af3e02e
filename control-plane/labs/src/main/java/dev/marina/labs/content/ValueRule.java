package dev.marina.labs.content;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Random;

/// What a value of a run may be.
public sealed interface ValueRule {

    String pick(Random random);

    record OneOf(List<String> values) implements ValueRule {
        @Override
        public String pick(Random random) {
            return values.get(random.nextInt(values.size()));
        }
    }

    record Between(int least, int most) implements ValueRule {
        @Override
        public String pick(Random random) {
            return Integer.toString(random.nextInt(least, most + 1));
        }
    }

    static ValueRule of(JsonNode node) {
        return node.has("between")
                ? new Between(node.at("/between/0").asInt(), node.at("/between/1").asInt())
                : new OneOf(node.path("oneOf").valueStream().map(JsonNode::asText).toList());
    }
}
