package dev.marina.apiserver.openapi;

import static dev.marina.apiserver.openapi.Message.each;
import static dev.marina.apiserver.protobuf.Part.at;
import static dev.marina.apiserver.protobuf.Part.either;
import static dev.marina.apiserver.protobuf.Part.flag;
import static dev.marina.apiserver.protobuf.Part.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.protobuf.Part;
import dev.marina.apiserver.protobuf.WireWriter;
import java.util.function.Predicate;

/// Our documents as gnostic's messages, which Go clients ask for. Field numbers are those of openapiv2/OpenAPIv2.proto and
/// openapiv3/OpenAPIv3.proto in https://github.com/google/gnostic-models
final class ProtobufForms {

    private ProtobufForms() {}

    static byte[] version2(JsonNode document) {
        return Version2.DOCUMENT.bytes(document);
    }

    static byte[] version3(JsonNode document) {
        return Version3.DOCUMENT.bytes(document);
    }

    private static final class Version2 {

        private static final Message SCHEMA = new Message()
                .text("$ref", 1).text("format", 2).text("title", 3).text("description", 4)
                .with("default", at(5, Message::any))
                .decimal("multipleOf", 6).decimal("maximum", 7).flag("exclusiveMaximum", 8).decimal("minimum", 9).flag("exclusiveMinimum", 10)
                .integer("maxLength", 11).integer("minLength", 12).text("pattern", 13)
                .integer("maxItems", 14).integer("minItems", 15).flag("uniqueItems", 16).integer("maxProperties", 17).integer("minProperties", 18)
                .with("required", each(text(19))).with("enum", each(at(20, Message::any)))
                .with("additionalProperties", at(21, either(JsonNode::isBoolean, flag(2), at(1, Version2::schema))))
                .with("type", at(22, text(1)))
                .with("items", at(23, at(1, Version2::schema)))
                .with("allOf", each(at(24, Version2::schema)))
                .with("properties", at(25, new Message().entries(1, Version2::schema)))
                .extensions(31);

        private static final Message BODY = new Message().text("description", 1).text("name", 2).text("in", 3).flag("required", 4)
                .with("schema", at(5, SCHEMA)).extensions(6);
        private static final Message QUERY = new Message().flag("required", 1).text("in", 2).text("description", 3).text("name", 4)
                .text("type", 6).text("format", 7).flag("uniqueItems", 20).extensions(23);
        private static final Message PATH = new Message().flag("required", 1).text("in", 2).text("description", 3).text("name", 4)
                .text("type", 5).text("format", 6).flag("uniqueItems", 19).extensions(22);
        private static final Part PARAMETER = at(1, either(in("body"), at(1, BODY), at(2, either(in("path"), at(4, PATH), at(3, QUERY)))));

        private static final Message RESPONSE = new Message().text("description", 1).with("schema", at(2, at(1, SCHEMA)));

        private static final Message OPERATION = new Message()
                .with("tags", each(text(1))).text("summary", 2).text("description", 3).text("operationId", 5)
                .with("produces", each(text(6))).with("consumes", each(text(7)))
                .with("parameters", each(at(8, PARAMETER)))
                .with("responses", at(9, new Message().entries(1, at(1, RESPONSE))))
                .extensions(13);

        private static final Message PATH_ITEM = new Message()
                .with("get", at(2, OPERATION)).with("put", at(3, OPERATION)).with("post", at(4, OPERATION)).with("delete", at(5, OPERATION))
                .with("options", at(6, OPERATION)).with("head", at(7, OPERATION)).with("patch", at(8, OPERATION)).with("parameters", each(at(9, PARAMETER)));

        static final Message DOCUMENT = new Message()
                .text("swagger", 1).with("info", at(2, new Message().text("title", 1).text("version", 2)))
                .with("paths", at(8, new Message().entries(2, PATH_ITEM)))
                .with("definitions", at(9, new Message().entries(1, SCHEMA)));

        private static void schema(WireWriter out, JsonNode value) {
            SCHEMA.write(out, value);
        }

        private static Predicate<JsonNode> in(String place) {
            return parameter -> parameter.path("in").asText().equals(place);
        }
    }

    private static final class Version3 {

        private static final Message SCHEMA = new Message()
                .flag("nullable", 1).text("title", 9).decimal("multipleOf", 10).decimal("maximum", 11).flag("exclusiveMaximum", 12)
                .decimal("minimum", 13).flag("exclusiveMinimum", 14).integer("maxLength", 15).integer("minLength", 16)
                .text("pattern", 17).integer("maxItems", 18).integer("minItems", 19).flag("uniqueItems", 20).integer("maxProperties", 21)
                .integer("minProperties", 22)
                .with("required", each(text(23))).with("enum", each(at(24, Message::any))).text("type", 25)
                .with("allOf", each(at(26, Version3::schema))).with("oneOf", each(at(27, Version3::schema)))
                .with("anyOf", each(at(28, Version3::schema))).with("not", at(29, Version3::plainSchema))
                .with("items", at(30, at(1, Version3::schema)))
                .with("properties", at(31, new Message().entries(1, Version3::schema)))
                .with("additionalProperties", at(32, either(JsonNode::isBoolean, flag(2), at(1, Version3::schema))))
                .with("default", Version3::scalarDefault).text("description", 34).text("format", 35)
                .extensions(36);

        private static final Part SCHEMA_OR_REFERENCE = either(node -> node.has("$ref"),
                at(2, new Message().text("$ref", 1).text("summary", 2).text("description", 3)), at(1, SCHEMA));

        private static final Part PARAMETER = at(1, new Message().text("name", 1).text("in", 2).text("description", 3).flag("required", 4)
                .with("schema", at(10, SCHEMA_OR_REFERENCE)).extensions(14));

        private static final Message CONTENT = new Message().entries(1, new Message().with("schema", at(1, SCHEMA_OR_REFERENCE)));

        private static final Message OPERATION = new Message()
                .with("tags", each(text(1))).text("summary", 2).text("description", 3).text("operationId", 5)
                .with("parameters", each(at(6, PARAMETER)))
                .with("requestBody", at(7, at(1, new Message().text("description", 1).with("content", at(2, CONTENT)).flag("required", 3))))
                .with("responses", at(8, new Message().entries(2, at(1, new Message().text("description", 1).with("content", at(3, CONTENT))))))
                .extensions(13);

        private static final Message PATH_ITEM = new Message()
                .with("get", at(4, OPERATION)).with("put", at(5, OPERATION)).with("post", at(6, OPERATION)).with("delete", at(7, OPERATION))
                .with("options", at(8, OPERATION)).with("head", at(9, OPERATION)).with("patch", at(10, OPERATION)).with("parameters", each(at(13, PARAMETER)));

        static final Message DOCUMENT = new Message()
                .text("openapi", 1).with("info", at(2, new Message().text("title", 1).text("version", 6)))
                .with("paths", at(4, new Message().entries(1, PATH_ITEM)))
                .with("components", at(5, new Message().with("schemas", at(1, new Message().entries(1, SCHEMA_OR_REFERENCE)))));

        private static void schema(WireWriter out, JsonNode value) {
            SCHEMA_OR_REFERENCE.write(out, value);
        }

        private static void plainSchema(WireWriter out, JsonNode value) {
            SCHEMA.write(out, value);
        }

        /// The form has no place for lists and objects.
        private static void scalarDefault(WireWriter out, JsonNode value) {
            if (value.isNumber()) {
                at(33, (nested, number) -> nested.decimal(1, number.asDouble())).write(out, value);
            } else if (value.isBoolean()) {
                at(33, flag(2)).write(out, value);
            } else if (value.isTextual()) {
                at(33, text(3)).write(out, value);
            }
        }
    }
}
