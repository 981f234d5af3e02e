package dev.marina.apiserver.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.protobuf.ProtobufBody;
import dev.marina.apiserver.protobuf.ProtobufForm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Trees as texts and messages, with faults that no tree can have.
final class Writing {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String[] YAML_PARTS = {
            "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c]\n",
            "a: &a {b: *a}\n", "<<: *nobody\n", "a: !!java.net.URL [http://localhost]\n", "---\n", "...\n---\nkind: Pod\n", "? {a: b}\n: c\n",
            "x: !!binary YQ==\n",
            "metadata: {name: twice}\n", "- list\n", "\tx: tab\n", "x: 0o17\n", "x: 2026-01-01\n", "x: .inf\n", "x: 1_000\n", "x: |\n  text\n",
            "%TAG ! tag:x,2000:\n---\n",
            "x: " + "[".repeat(200) + "]".repeat(200) + "\n"};
    private static final String[] JSON_PARTS = {"\"metadata\":{\"name\":\"twice\"},", "\"kind\":\"Pod\",", "\"x\":1e999,", "\"x\":-0,", "\"x\":00,",
            "\"x\":NaN,", "\"x\":'a',",
            "/* */", "\"x\":" + "[".repeat(2000) + "]".repeat(2000) + ",", "\"x\":" + "9".repeat(1200) + ",", "\"\\ud800\":1,", "\"x\":\"\\u0000\",", "\"x\":,",
            ","};

    private final RandomGenerator random;

    Writing(RandomGenerator random) {
        this.random = random;
    }

    record Written(String contentType, byte[] bytes) {}

    Written object(ObjectNode tree) {
        return switch (random.nextInt(6)) {
            case 0, 1, 2 -> new Written("application/json", broken(json(tree)));
            case 3, 4 -> new Written(random.nextInt(4) == 0 ? "application/apply-patch+yaml" : "application/yaml", broken(yaml(tree)));
            default -> protobuf(tree);
        };
    }

    /// A patch, in JSON or, for an apply, in YAML.
    byte[] patch(JsonNode patch, boolean yaml) {
        return broken(yaml ? yaml(patch) : json(patch));
    }

    private byte[] json(JsonNode tree) {
        StringBuilder text = new StringBuilder(text(tree));
        if (random.nextInt(6) == 0 && text.length() > 2) {
            int place = text.indexOf("{", random.nextInt(text.length()));
            text.insert(place < 0 ? 1 : place + 1, JSON_PARTS[random.nextInt(JSON_PARTS.length)]);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// A tree that is deeper than texts may be is written as what nobody reads.
    private static String text(JsonNode tree) {
        try {
            return Document.mapper().writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            return "[".repeat(2000);
        }
    }

    private byte[] yaml(JsonNode tree) {
        try {
            StringBuilder text = new StringBuilder(YAML.writeValueAsString(tree));
            if (random.nextInt(4) == 0) {
                int line = text.indexOf("\n", random.nextInt(text.length()));
                text.insert(random.nextBoolean() || line < 0 ? text.length() : line + 1, YAML_PARTS[random.nextInt(YAML_PARTS.length)]);
            }
            return text.toString().getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            // deeper than its writer goes
            return json(tree);
        }
    }

    /// What protobuf cannot say is left as JSON.
    private Written protobuf(ObjectNode tree) {
        try {
            if (ProtobufForm.has(GroupVersionKind.of(tree.path("apiVersion").asText(), tree.path("kind").asText()))) {
                return new Written(ProtobufBody.MEDIA_TYPE, broken(ProtobufForm.object(Document.of(tree))));
            }
        } catch (RuntimeException notExpressible) {
            // such as a moment that is none
        }
        return new Written("application/json", broken(json(tree)));
    }

    private byte[] broken(byte[] whole) {
        if (whole.length == 0) {
            return whole;
        }
        byte[] bytes = whole.clone();
        switch (random.nextInt(12)) {
            case 0 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            case 1 -> {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
            case 2 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            default -> {
            }
        }
        return bytes;
    }
}
