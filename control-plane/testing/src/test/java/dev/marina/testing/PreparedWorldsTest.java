package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Each of `examples/two-worlds` parts when and where it says.
class PreparedWorldsTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final Path EXAMPLES = Path.of("../../examples/two-worlds");
    private static ClusterRecord cluster;

    @BeforeAll
    static void aCluster() {
        cluster = plane.cluster("acme", "worlds");
        PatientWorlds.in(plane);
    }

    private static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> eachPartsWhereItSays() throws IOException {
        return examples().stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> partsWhereItSays(file)));
    }

    private static JsonNode read(Path file) throws IOException {
        return new YAMLMapper().readTree(Files.readAllBytes(file));
    }

    private static void partsWhereItSays(Path file) throws IOException {
        JsonNode example = read(file);
        JsonNode status = status(example);

        assertTrue(status.path("complete").asBoolean(), () -> status.path("message").asText());
        for (String side : List.of("a", "b")) {
            assertTrue(status.path("worlds").path(side).path("manifests").valueStream().allMatch(each -> each.path("applied").asBoolean()),
                    () -> status.path("worlds").toPrettyString());
        }
        JsonNode said = example.path("metadata").path("annotations");
        JsonNode parting = status.path("parting");
        assertEquals(said.path("marina.dev/part-in").asText() + " at " + said.path("marina.dev/part-at").asText(),
                name(status.path("objects"), parting.path("object").asInt()) + " at " + parting.path("second").asText(), parting::toPrettyString);
        assertTrue(!parting.path("a").path("chain").isEmpty() || !parting.path("b").path("chain").isEmpty(), parting::toPrettyString);
    }

    @Test
    void aDifferenceThatMeansNothingMakesNoDifference() throws IOException {
        for (Path file : examples()) {
            JsonNode example = read(file);
            JsonNode first = example.path("spec").path("manifests").get(0);
            String patch = """
                    {"patch":{"apiVersion":"%s","kind":"%s","name":"%s","merge":{"metadata":{"annotations":{"note":"for nobody"}}}}}""".formatted(
                    first.path("apiVersion").asText(), first.path("kind").asText(), first.path("metadata").path("name").asText());
            ((com.fasterxml.jackson.databind.node.ObjectNode) example.path("spec")).set("difference", new ObjectMapper().readTree(patch));

            JsonNode status = status(example);

            assertTrue(status.path("parting").isMissingNode() && status.path("ends").isEmpty(), () -> file + ": " + status.path("parting").toPrettyString());
        }
    }

    private static JsonNode status(JsonNode example) {
        RawClient admin = plane.withCertificate(plane.credentials(cluster, "ann", "system:masters"));
        Answer answer = admin.send("POST", plane.url("acme", "worlds") + "/apis/marina.dev/v1/namespaces/default/twoworlds", "application/json",
                example.toString());
        assertEquals(201, answer.status(), answer.body());
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root().path("status");
    }

    /// As an alias is written.
    private static String name(JsonNode objects, int number) {
        JsonNode object = objects.get(number);
        String type = object.path("resource").asText() + (object.path("group").asText().isEmpty() ? "" : "." + object.path("group").asText());
        return object.has("of")
                ? "%s %d of %s".formatted(type, object.path("number").asInt(), name(objects, object.path("of").asInt()))
                : "%s %s".formatted(type, object.path("name").asText());
    }
}
