package dev.marina.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/// How an object of a JSON document becomes a message of gnostic's protobuf form: which field of the message each member fills.
final class Message implements Part {

    private final Map<String, Part> members = new HashMap<>();
    private Named extensions;
    private Named others;

    @FunctionalInterface
    private interface Named {
        void write(WireWriter out, String name, JsonNode value);
    }

    Message with(String member, Part part) {
        members.put(member, part);
        return this;
    }

    Message text(String member, int number) {
        return with(member, text(number));
    }

    Message flag(String member, int number) {
        return with(member, flag(number));
    }

    Message integer(String member, int number) {
        return with(member, (out, value) -> out.integer(number, value.asLong()));
    }

    Message decimal(String member, int number) {
        return with(member, (out, value) -> out.decimal(number, value.asDouble()));
    }

    /// Members that begin with `x-`.
    Message extensions(int number) {
        extensions = entry(number, Message::any);
        return this;
    }

    /// Members of any other name: each becomes an entry with its name and its value.
    Message entries(int number, Part value) {
        others = entry(number, value);
        return this;
    }

    private static Named entry(int number, Part part) {
        return (out, name, value) -> {
            WireWriter entry = new WireWriter();
            entry.text(1, name);
            at(2, part).write(entry, value);
            out.message(number, entry);
        };
    }

    static Part text(int number) {
        return (out, value) -> out.text(number, value.asText());
    }

    static Part flag(int number) {
        return (out, value) -> out.flag(number, value.asBoolean());
    }

    /// A message within the message.
    static Part at(int number, Part inner) {
        return (out, value) -> {
            WireWriter nested = new WireWriter();
            inner.write(nested, value);
            out.message(number, nested);
        };
    }

    static Part each(Part inner) {
        return (out, values) -> values.forEach(value -> inner.write(out, value));
    }

    static Part either(Predicate<JsonNode> condition, Part then, Part otherwise) {
        return (out, value) -> (condition.test(value) ? then : otherwise).write(out, value);
    }

    /// Any JSON value travels as its text, which is YAML too.
    static void any(WireWriter out, JsonNode value) {
        out.text(2, value + "\n");
    }

    /// Throws [IllegalStateException] for a member that the form has no place for.
    @Override
    public void write(WireWriter out, JsonNode object) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = member.getKey();
            Part part = members.get(name);
            Named open = extensions != null && name.startsWith("x-") ? extensions : others;
            if (part != null) {
                part.write(out, member.getValue());
            } else if (open != null) {
                open.write(out, name, member.getValue());
            } else {
                throw new IllegalStateException("the protobuf form of OpenAPI has no place for \"%s\"".formatted(name));
            }
        }
    }

    byte[] bytes(JsonNode object) {
        WireWriter out = new WireWriter();
        write(out, object);
        return out.bytes();
    }
}
