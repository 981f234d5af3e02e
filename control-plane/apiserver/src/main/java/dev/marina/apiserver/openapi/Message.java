package dev.marina.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.protobuf.Part;
import dev.marina.apiserver.protobuf.WireWriter;
import java.util.HashMap;
import java.util.Map;

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
        return with(member, Part.text(number));
    }

    Message flag(String member, int number) {
        return with(member, Part.flag(number));
    }

    Message integer(String member, int number) {
        return with(member, Part.integer(number));
    }

    Message decimal(String member, int number) {
        return with(member, Part.decimal(number));
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
            int entry = out.open(number);
            out.text(1, name);
            Part.at(2, part).write(out, value);
            out.close(entry);
        };
    }

    static Part each(Part inner) {
        return (out, values) -> values.forEach(value -> inner.write(out, value));
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
