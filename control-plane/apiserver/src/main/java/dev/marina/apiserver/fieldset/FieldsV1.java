package dev.marina.apiserver.fieldset;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.apiserver.fieldset.FieldSet.Branch;
import dev.marina.apiserver.fieldset.PathElement.KeyField;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// The JSON form of a set: `{"f:spec":{"f:replicas":{}}}`. A letter tells the kind of each step: `f:` a field, `k:` a key, `v:` a
/// value, `i:` an index; `.` is the path above, where there are others below it.
public final class FieldsV1 {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String SELF = ".";

    private FieldsV1() {}

    /// Thrown for what is no set of fields.
    public static final class Malformed extends Exception {
        Malformed(String message) {
            super(message);
        }
    }

    public static byte[] write(FieldSet set) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator generator = MAPPER.createGenerator(out)) {
            write(generator, false, set);
        } catch (IOException e) {
            throw new UncheckedIOException("a set of fields could not be written", e);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator generator, boolean self, FieldSet set) throws IOException {
        generator.writeStartObject();
        if (self && !set.isEmpty()) {
            generator.writeObjectFieldStart(SELF);
            generator.writeEndObject();
        }
        for (Branch branch : set.branches()) {
            generator.writeFieldName(name(branch.step()));
            write(generator, branch.member(), branch.below());
        }
        generator.writeEndObject();
    }

    private static String name(PathElement step) {
        return switch (step) {
            case PathElement.Field(String name) -> "f:" + name;
            case PathElement.Value(JsonNode value) -> "v:" + value;
            case PathElement.Index(int index) -> "i:" + index;
            case PathElement.Key(List<KeyField> fields) -> {
                ObjectNode key = JsonNodeFactory.instance.objectNode();
                fields.forEach(field -> key.set(field.name(), field.value()));
                yield "k:" + key;
            }
        };
    }

    public static FieldSet read(byte[] json) throws Malformed {
        try (JsonParser parser = MAPPER.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Malformed("a set of fields must be an object");
            }
            return FieldSet.of(branches(parser).branches());
        } catch (IOException e) {
            throw new Malformed(e.getMessage());
        }
    }

    /// @param self whether `.` stood among them
    private record Level(List<Branch> branches, boolean self) {}

    private static Level branches(JsonParser parser) throws IOException, Malformed {
        List<Branch> branches = new ArrayList<>();
        boolean self = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Malformed("the field %s of a set of fields must be an object".formatted(name));
            }
            if (name.equals(SELF)) {
                self = true;
                parser.skipChildren();
                continue;
            }
            if (name.length() < 2 || name.charAt(1) != ':') {
                throw new Malformed("missing colon: " + name);
            }
            if ("fkvi".indexOf(name.charAt(0)) < 0) {
                // Upstream leaves out kinds of steps that a later version may know.
                parser.skipChildren();
                continue;
            }
            Level below = branches(parser);
            branches.add(new Branch(step(name), below.self() || below.branches().isEmpty(), FieldSet.of(below.branches())));
        }
        return new Level(branches, self);
    }

    private static PathElement step(String name) throws Malformed {
        String content = name.substring(2);
        try {
            return switch (name.charAt(0)) {
                case 'f' -> new PathElement.Field(content);
                case 'v' -> new PathElement.Value(plain(MAPPER.readTree(content), name));
                case 'i' -> new PathElement.Index(Integer.parseInt(content));
                default -> {
                    JsonNode key = MAPPER.readTree(content);
                    if (!key.isObject()) {
                        throw new Malformed("the key is no object: " + name);
                    }
                    yield new PathElement.Key(key.properties().stream().map(field -> new KeyField(field.getKey(), field.getValue())).toList());
                }
            };
        } catch (IOException | NumberFormatException e) {
            throw new Malformed("%s: %s".formatted(name, e.getMessage()));
        }
    }

    private static JsonNode plain(JsonNode value, String name) throws Malformed {
        if (value.isMissingNode()) {
            throw new Malformed("the value is empty: " + name);
        }
        return value;
    }
}
