package dev.marina.apiserver.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.marina.api.Document;
import dev.marina.api.schema.Schema;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The words are those of upstream's field_validation_test.go.
class SubmissionTest {

    private static final String JSON = """
            {"apiVersion": "apps/v1", "kind": "Deployment",
             "metadata": {"name": "dupename", "name": "one", "labels": {"app": "nginx"}, "unknownMeta": "metaVal"},
             "spec": {"unknown1": "val1", "unknownDupe": "valDupe", "unknownDupe": "valDupe2", "paused": true, "paused": false,
              "selector": {"matchLabels": {"app": "nginx"}},
              "template": {"metadata": {"labels": {"app": "nginx"}}, "spec": {"containers": [{"name": "nginx", "image": "nginx:latest",
               "unknownNested": "val1", "imagePullPolicy": "Always", "imagePullPolicy": "Never"}]}}}}
            """;

    private static final String YAML = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: dupename
              name: one
              unknownMeta: metaVal
            spec:
              unknown1: val1
              paused: true
              paused: false
            """;

    @Test
    void duplicateAndUnknownFieldsAreToldInOrderOfTheDocument() throws IOException {
        SubmittedJson.Tree tree = tree(new JsonFactory(), JSON);

        SchemaCheck.Result result = check(new Submission.Json(Document.of((ObjectNode) tree.root()), tree.duplicates()));

        assertEquals("strict decoding error: duplicate field \"metadata.name\", unknown field \"metadata.unknownMeta\", unknown field \"spec.unknown1\", "
                + "unknown field \"spec.unknownDupe\", duplicate field \"spec.paused\", unknown field \"spec.template.spec.containers[0].unknownNested\", "
                + "duplicate field \"spec.template.spec.containers[0].imagePullPolicy\"", result.problems().strictMessage());
    }

    @Test
    void ofAFieldThatStandsTwiceTheLastCounts() throws IOException {
        SubmittedJson.Tree tree = tree(new JsonFactory(), JSON);

        SchemaCheck.Result result = check(new Submission.Json(Document.of((ObjectNode) tree.root()), tree.duplicates()));

        assertEquals("one", result.document().name());
    }

    @Test
    void inYamlTheLineIsNamed() throws IOException {
        SubmittedJson.Tree tree = tree(new YAMLFactory(), YAML);

        SchemaCheck.Result result = check(new Submission.Yaml(Document.of((ObjectNode) tree.root()), tree.duplicates()));

        assertEquals(List.of("line 5: key \"name\" already set in map", "line 10: key \"paused\" already set in map",
                "unknown field \"metadata.unknownMeta\"", "unknown field \"spec.unknown1\""), result.problems().warnings());
        assertEquals("strict decoding error: yaml: unmarshal errors:\n  line 5: key \"name\" already set in map\n  line 10: key \"paused\" already set in map, "
                + "unknown field \"metadata.unknownMeta\", unknown field \"spec.unknown1\"", result.problems().strictMessage());
    }

    @Test
    void whatThePatchHasTwiceIsToldFirst() {
        Document patched = Document.object("apps/v1", "Deployment").edited(root -> root.putObject("spec").put("b", 1).put("a", 1));

        SchemaCheck.Result result = check(new Submission.Patched(patched, List.of("duplicate field \"spec.paused\""), Optional.empty()));

        assertEquals(List.of("duplicate field \"spec.paused\"", "unknown field \"spec.a\"", "unknown field \"spec.b\""), result.problems().warnings());
    }

    private static SchemaCheck.Result check(Submission submission) {
        return SchemaCheck.check(submission, new Schema.Ref("", "io.k8s.api.apps.v1.Deployment"), BuiltinSchemas.load());
    }

    private static SubmittedJson.Tree tree(JsonFactory format, String text) throws IOException {
        try (JsonParser parser = format.createParser(text)) {
            return SubmittedJson.read(parser);
        }
    }
}
