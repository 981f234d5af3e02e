package dev.marina.apiserver.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.schema.BuiltinSchemas;
import dev.marina.apiserver.schema.SchemaCheck;
import dev.marina.apiserver.schema.Submission;
import dev.marina.apiserver.types.BuiltinTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Each `x.input.yaml` beside an `x.output.txt`: objects, and what is wrong with each. In files named `update-…` an object and
/// its change follow each other. `-Drewrite` writes the outputs anew.
class ObjectValidationTest {

    private static final Path FILES = Path.of("src/test/resources/dev/marina/apiserver/validation");
    private static final YAMLMapper YAML = new YAMLMapper();

    @TestFactory
    Stream<DynamicTest> errorsAreThoseOfTheFile() throws IOException {
        List<Path> inputs;
        try (Stream<Path> files = Files.list(FILES)) {
            inputs = files.filter(file -> file.toString().endsWith(".input.yaml")).sorted().toList();
        }
        return inputs.stream().map(input -> DynamicTest.dynamicTest(input.getFileName().toString(), () -> compare(input)));
    }

    private static void compare(Path input) throws IOException {
        List<Document> documents = documents(input);
        StringBuilder actual = new StringBuilder();
        boolean updates = input.getFileName().toString().startsWith("update-");
        for (int i = 0; i < documents.size(); i += updates ? 2 : 1) {
            Document object = documents.get(i);
            actual.append("# ").append(object.kind()).append(' ').append(object.name()).append('\n');
            errors(updates ? List.of(object, documents.get(i + 1)) : List.of(object))
                    .forEach(error -> actual.append(error.field()).append(": ").append(error.message()).append('\n'));
        }
        Path output = Path.of(input.toString().replace(".input.yaml", ".output.txt"));
        if (System.getProperty("rewrite") != null) {
            Files.writeString(output, actual);
        }
        assertEquals(Files.readString(output), actual.toString());
    }

    private static List<FieldError> errors(List<Document> steps) {
        try {
            List<Document> decoded = steps.stream().map(ObjectValidationTest::decoded).toList();
            ResourceDefinition definition = definition(steps.getFirst());
            return decoded.size() == 1
                    ? ObjectValidation.create(definition, decoded.getFirst(), decoded.getFirst().name(), BuiltinSchemas.load())
                    : ObjectValidation.update(definition, "", decoded.getLast(), decoded.getFirst(), BuiltinSchemas.load());
        } catch (StatusException e) {
            return List.of(new FieldError(e.reason(), "(" + e.code() + ")", e.getMessage()));
        }
    }

    private static ResourceDefinition definition(Document object) {
        return BuiltinTypes.management().find(object.groupVersionKind()).orElseThrow();
    }

    private static Document decoded(Document object) {
        ResourceDefinition definition = definition(object);
        return definition.strategy().defaulted(SchemaCheck.check(Submission.clean(object), definition.schema(), BuiltinSchemas.load()).document());
    }

    private static List<Document> documents(Path file) throws IOException {
        List<Document> documents = new ArrayList<>();
        try (MappingIterator<ObjectNode> nodes = YAML.readerFor(ObjectNode.class).readValues(file.toFile())) {
            nodes.forEachRemaining(node -> documents.add(Document.of(node)));
        }
        return documents;
    }
}
