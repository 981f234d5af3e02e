package dev.marina.apiserver.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonDifferenceTest {

    private static String between(String before, String after) throws Exception {
        return JsonDifference.between(Document.mapper().readTree(before), Document.mapper().readTree(after)).toString();
    }

    @Test
    void whatIsTheSameIsNotTold() throws Exception {
        assertEquals("[]", between("{\"a\":[1,{\"b\":null}]}", "{\"a\":[1,{\"b\":null}]}"));
    }

    @Test
    void fieldsAreNamedByTheirPath() throws Exception {
        assertEquals(
                "[{\"op\":\"add\",\"path\":\"/c~1d~0\",\"value\":1},{\"op\":\"remove\",\"path\":\"/gone\"},{\"op\":\"replace\",\"path\":\"/kept/x\",\"value\":[]}]",
                between("{\"gone\":1,\"kept\":{\"x\":{}}}", "{\"c/d~\":1,\"kept\":{\"x\":[]}}"));
    }

    @Test
    void listsGrowAndShrinkAtTheirEnd() throws Exception {
        assertEquals("[{\"op\":\"replace\",\"path\":\"/a/0\",\"value\":9},{\"op\":\"add\",\"path\":\"/a/-\",\"value\":3}]",
                between("{\"a\":[1,2]}", "{\"a\":[9,2,3]}"));
        assertEquals("[{\"op\":\"remove\",\"path\":\"/a/2\"},{\"op\":\"remove\",\"path\":\"/a/1\"}]", between("{\"a\":[1,2,3]}", "{\"a\":[1]}"));
    }

    @Test
    void whateverTheDocumentsAreThePatchMakesOneTheOther() {
        Random random = new Random(4);
        for (int i = 0; i < 2000; i++) {
            ObjectNode before = object(random, 4);
            ObjectNode after = random.nextBoolean() ? object(random, 4) : before.deepCopy().put("x", random.nextInt());
            byte[] patch = JsonDifference.between(before, after).toString().getBytes(StandardCharsets.UTF_8);
            assertEquals(after, JsonPatch.apply(Document.of(before), patch).root(), () -> before + " " + after);
        }
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode node = Document.mapper().createObjectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            node.set(String.valueOf("ab/~é".charAt(random.nextInt(5))), value(random, depth - 1));
        }
        return node;
    }

    private static JsonNode value(Random random, int depth) {
        return switch (depth == 0 ? random.nextInt(3) : random.nextInt(5)) {
            case 0 -> Document.mapper().getNodeFactory().numberNode(random.nextInt(3));
            case 1 -> Document.mapper().getNodeFactory().nullNode();
            case 2 -> Document.mapper().getNodeFactory().textNode("t" + random.nextInt(3));
            case 3 -> object(random, depth);
            default -> {
                ArrayNode array = Document.mapper().createArrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(random, depth - 1));
                }
                yield array;
            }
        };
    }
}
