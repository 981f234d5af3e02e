package dev.marina.apiserver.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.types.BuiltinTypes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Values of right and wrong types, each with what upstream's decoder answers.
class DecodingTest {

    private static final JsonFactory JSON = Document.mapper().getFactory();

    /// @param upstream an object, or what is wrong with the submitted one
    record Example(String submitted, String upstream) {
        @Override
        public String toString() {
            return submitted;
        }
    }

    static Stream<Example> examples() throws IOException {
        try (InputStream in = Objects.requireNonNull(DecodingTest.class.getResourceAsStream("decoding.txt"))) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList();
            return IntStream.range(0, lines.size() / 2).mapToObj(i -> new Example(lines.get(2 * i), lines.get(2 * i + 1).strip()));
        }
    }

    private static Submission read(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            return Submission.clean(Document.of((ObjectNode) SubmittedJson.read(parser).root()));
        } catch (IOException e) {
            throw new IllegalStateException(json, e);
        }
    }

    private static String decoded(Submission submission) {
        Document object = submission.document();
        ResourceDefinition definition = BuiltinTypes.tenant().find(object.groupVersionKind()).orElseThrow();
        try {
            return Document.mapper().valueToTree(SchemaCheck.check(submission, definition.schema(), BuiltinSchemas.load()).document().root()).toString();
        } catch (StatusException refused) {
            return "refused: " + refused.getMessage();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void valuesAreReadAsUpstreamReadsThem(Example example) {
        Submission submission = read(example.submitted());
        String answer = decoded(submission);
        if (example.upstream().startsWith("refused: ")) {
            String kind = submission.document().kind();
            assertEquals(example.upstream().replace("refused: ", "refused: %s in version \"v1\" cannot be handled as a %s: ".formatted(kind, kind)),
                    answer.replace("version \"v2\"", "version \"v1\""));
        } else {
            assertEquals(Document.parse(example.upstream().getBytes(StandardCharsets.UTF_8)).root(),
                    Document.parse(answer.getBytes(StandardCharsets.UTF_8)).root());
        }
    }

    @Test
    void whatAPatchMadeIsRefusedAsInvalid() {
        List<String> answers = new ArrayList<>();
        for (String spec : List.of("{\"replicas\":\"three\"}", "{\"paused\":1}", "{\"selector\":\"x\"}", "{\"template\":{\"metadata\":{\"finalizers\":\"x\"}}}",
                "{\"template\":{\"metadata\":{\"labels\":[]}}}", "{\"template\":{\"metadata\":{\"creationTimestamp\":5}}}",
                "{\"template\":{\"spec\":{\"nodeName\":5}}}", "{\"minReadySeconds\":1.5}")) {
            String patch = "{\"spec\":" + spec + "}";
            Document made = Document.parse(("{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"spec\":" + spec + "}").getBytes(StandardCharsets.UTF_8));
            Submission submission = new Submission.Patched(made, List.of(), java.util.Optional.of(patch.getBytes(StandardCharsets.UTF_8)));
            answers.add(decoded(submission));
        }
        assertEquals(List.of(
                "refused:  \"\" is invalid: patch: Invalid value: \"map[spec:map[replicas:three]]\": unrecognized type: int32",
                "refused:  \"\" is invalid: patch: Invalid value: \"map[spec:map[paused:1]]\": unrecognized type: bool",
                "refused:  \"\" is invalid: patch: Invalid value: \"map[spec:map[selector:x]]\": cannot restore struct from: string",
                "refused:  \"\" is invalid: patch: Invalid value: \"map[spec:map[template:map[metadata:map[finalizers:x]]]]\": cannot restore slice from string",
                "refused:  \"\" is invalid: patch: Invalid value: \"map[spec:map[template:map[metadata:map[labels:[]]]]]\": cannot restore map from slice",
                "refused:  \"\" is invalid: patch: Invalid value: \"map[spec:map[template:map[metadata:map[creationTimestamp:5]]]]\": "
                        + "json: cannot unmarshal number into Go value of type string",
                "refused:  \"\" is invalid: patch: Invalid value: \"map[spec:map[template:map[spec:map[nodeName:5]]]]\": cannot convert int64 to string",
                "refused:  \"\" is invalid: patch: Invalid value: \"map[spec:map[minReadySeconds:1.5]]\": cannot convert float64 to int32"), answers);
    }
}
