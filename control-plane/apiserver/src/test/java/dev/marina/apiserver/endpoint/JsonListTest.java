package dev.marina.apiserver.endpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.types.core.ConfigMapType;
import dev.marina.apiserver.types.events.EventType;
import dev.marina.apiserver.types.marina.ControllerType;
import dev.marina.store.Fields;
import dev.marina.store.Stored;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonListTest {

    private static final String MAP = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m\"},\"data\":{\"kind\":\"k\"}}";

    private static byte[] encoded(String json) {
        return Encoding.encode(Document.parse(json.getBytes(StandardCharsets.UTF_8))).withVersion(7);
    }

    private static Stored stored(ResourceDefinition definition, byte[] bytes) {
        ObjectKey key = new ObjectKey(new ClusterId("0123456789abcdef"), definition.groupResource(), "default", "m");
        return new Stored(key, new ResourceVersion(7), bytes, Fields.NONE, new Origin("", new Cause("")), Instant.EPOCH, false);
    }

    private static ApiResponse.Bytes list(ResourceDefinition definition, OutputForm form, List<Stored> items) {
        return new TextRendering(new Rendering.Shape(form, definition, ""), new SharedForms(1 << 20), Instant.EPOCH).list(items, "9", Continuation.NONE);
    }

    private static String text(ApiResponse.Bytes answer) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        answer.slices().forEach(all::writeBytes);
        return all.toString(StandardCharsets.UTF_8);
    }

    @Test
    void itemsOfATypedListHaveNoKindOfTheirOwn() {
        Stored one = stored(ConfigMapType.DEFINITION, encoded(MAP));

        assertEquals("""
                {"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"9"},"items":[\
                {"metadata":{"resourceVersion":"7","name":"m"},"data":{"kind":"k"}},\
                {"metadata":{"resourceVersion":"7","name":"m"},"data":{"kind":"k"}}]}
                """, text(list(ConfigMapType.DEFINITION, OutputForm.JSON, List.of(one, one))));
    }

    @Test
    void neitherHaveTheyInYaml() {
        String yaml = text(list(ConfigMapType.DEFINITION, OutputForm.YAML, List.of(stored(ConfigMapType.DEFINITION, encoded(MAP)))));

        assertEquals(1, yaml.lines().filter(line -> line.matches("(- |  )?kind: .*")).count(), yaml);
        assertEquals(1, yaml.lines().filter(line -> line.matches("(- |  )?apiVersion: .*")).count(), yaml);
    }

    @Test
    void itemsOfOurOwnTypesKeepIt() {
        byte[] object = encoded("{\"apiVersion\":\"%s\",\"kind\":\"Controller\",\"metadata\":{\"name\":\"m\"}}".formatted(
                ControllerType.DEFINITION.resource().apiVersion()));

        Document list = Document.parse(text(list(ControllerType.DEFINITION, OutputForm.JSON, List.of(stored(ControllerType.DEFINITION, object))))
                .getBytes(StandardCharsets.UTF_8));

        assertEquals("Controller", list.at("items").path(0).path("kind").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"m\"}}",
            "{\"metadata\":{\"name\":\"m\"},\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"}",
            "{\"apiVersion\":\"v1beta1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m\"}}"})
    void whatWasStoredInAnotherOrderOrVersionIsListedAlike(String bytes) {
        Stored one = stored(ConfigMapType.DEFINITION, bytes.getBytes(StandardCharsets.UTF_8));

        assertEquals(
                "{\"kind\":\"ConfigMapList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"9\"},\"items\":[{\"metadata\":{\"name\":\"m\"}}]}\n",
                text(list(ConfigMapType.DEFINITION, OutputForm.JSON, List.of(one))));
    }

    @Test
    void aTypeThatIsAnotherFaceOfAStoredOneDoesAsMuch() {
        ResourceDefinition events = EventType.DEFINITION;
        byte[] object = encoded("{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":{\"name\":\"m\"},\"message\":\"happened\"}");

        String list = text(list(events, OutputForm.JSON, List.of(stored(events, object))));

        assertEquals(1, list.split("\"apiVersion\":", -1).length - 1, list);
        assertEquals("happened", Document.parse(list.getBytes(StandardCharsets.UTF_8)).at("items").path(0).path("note").asText());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 300})
    void itIsAsLongAsItSaysAndTheSameWhereverItIsTakenFrom(int items) throws IOException, InterruptedException {
        List<Stored> all = IntStream.range(0, items).mapToObj(_ -> stored(ConfigMapType.DEFINITION, encoded(MAP))).toList();
        ApiResponse.Bytes answer = list(ConfigMapType.DEFINITION, OutputForm.JSON, all);
        ByteArrayOutputStream taken = new ByteArrayOutputStream();

        answer.each(taken::write);

        assertArrayEquals(text(answer).getBytes(StandardCharsets.UTF_8), taken.toByteArray());
        assertEquals(taken.size(), answer.length());
        assertEquals(items, answer.document().at("items").size());
    }
}
