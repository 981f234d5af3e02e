package dev.marina.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;

/// Writes a value into a message.
@FunctionalInterface
public interface Part {

    void write(WireWriter out, JsonNode value);

    static Part text(int number) {
        return (out, value) -> out.text(number, value.asText());
    }

    static Part flag(int number) {
        return (out, value) -> out.flag(number, value.asBoolean());
    }

    static Part integer(int number) {
        return (out, value) -> out.integer(number, value.asLong());
    }

    static Part decimal(int number) {
        return (out, value) -> out.decimal(number, value.asDouble());
    }

    /// A message within the message.
    static Part at(int number, Part inner) {
        return (out, value) -> {
            int nested = out.open(number);
            inner.write(out, value);
            out.close(nested);
        };
    }

    static Part either(Predicate<JsonNode> condition, Part then, Part otherwise) {
        return (out, value) -> (condition.test(value) ? then : otherwise).write(out, value);
    }
}
