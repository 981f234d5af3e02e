package dev.marina.apiserver.warning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.schema.BuiltinSchemas;
import dev.marina.apiserver.schema.SchemaCheck;
import dev.marina.apiserver.schema.Submission;
import dev.marina.apiserver.types.BuiltinTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Each `x.input.yaml` beside an `x.output.txt`: objects, and what whoever creates each is told. `-Drewrite` writes the outputs anew.
class WarningsTest {

    private static final Path FILES = Path.of("src/test/resources/dev/marina/apiserver/warning");
    private static final YAMLMapper YAML = new YAMLMapper();

    @TestFactory
    Stream<DynamicTest> warningsAreThoseOfTheFile() throws IOException {
        List<Path> inputs;
        try (Stream<Path> files = Files.list(FILES)) {
            inputs = files.filter(file -> file.toString().endsWith(".input.yaml")).sorted().toList();
        }
        return inputs.stream().map(input -> DynamicTest.dynamicTest(input.getFileName().toString(), () -> compare(input)));
    }

    private static void compare(Path input) throws IOException {
        StringBuilder actual = new StringBuilder();
        try (MappingIterator<ObjectNode> nodes = YAML.readerFor(ObjectNode.class).readValues(input.toFile())) {
            while (nodes.hasNext()) {
                Document object = Document.of(nodes.next());
                actual.append("# ").append(object.kind()).append(' ').append(object.name()).append('\n');
                warnings(object, Optional.empty()).forEach(warning -> actual.append(warning).append('\n'));
            }
        }
        Path output = Path.of(input.toString().replace(".input.yaml", ".output.txt"));
        if (System.getProperty("rewrite") != null) {
            Files.writeString(output, actual);
        }
        assertEquals(Files.readString(output), actual.toString());
    }

    private static List<String> warnings(Document object, Optional<Document> stored) {
        return definition(object).strategy().warnings(decoded(object), stored.map(WarningsTest::decoded));
    }

    private static ResourceDefinition definition(Document object) {
        return BuiltinTypes.management().find(object.groupVersionKind()).orElseThrow();
    }

    private static Document decoded(Document object) {
        ResourceDefinition definition = definition(object);
        return definition.strategy().defaulted(SchemaCheck.check(Submission.clean(object), definition.schema(), BuiltinSchemas.load()).document());
    }

    private static Document yaml(String text) throws IOException {
        return Document.of(YAML.readValue(text, ObjectNode.class));
    }

    @Test
    void ofAChangeOnlyWhatItIsAbout() throws IOException {
        Document before = yaml("""
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: web.v2, generation: 1}, spec: {selector: {matchLabels: {a: b}}, template: {
                  metadata: {labels: {a: b}}, spec: {nodeSelector: {beta.kubernetes.io/arch: amd64}, containers: [{name: a, image: x}]}}}}""");

        assertEquals(List.of(), warnings(before.with("Recreate", "spec", "strategy", "type"), Optional.of(before)));
        assertEquals(List.of("spec.template.spec.nodeSelector[beta.kubernetes.io/arch]: deprecated since v1.14; use \"kubernetes.io/arch\" instead"),
                warnings(before.edited(root -> root.withObject("/metadata").put("generation", 2)), Optional.of(before)));
    }

    @Test
    void addressesInFormsThatNotEverybodyReadsAlike() {
        Warnings warnings = new Warnings();
        for (String address : List.of("10.0.0.1", "010.1.2.003", "::ffff:1.2.3.4", "2001:db8::1", "2001:DB8:0:0::1", "none")) {
            AddressForms.address(warnings, "a", address);
        }
        for (String network : List.of("10.0.0.0/8", "10.1.0.0/8", "010.0.0.0/8", "2001:db8::/32", "2001:DB8::/32", "2001:db8::1/32", "none")) {
            AddressForms.network(warnings, "n", network);
        }

        assertEquals("""
                a: non-standard IP address "010.1.2.003" is invalid: use "10.1.2.3"
                a: non-standard IP address "::ffff:1.2.3.4" is invalid: use "1.2.3.4"
                a: IPv6 address "2001:DB8:0:0::1" should be in RFC 5952 canonical format ("2001:db8::1")
                n: CIDR value "10.1.0.0/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.1.0.0/32"?)
                n: non-standard CIDR value "010.0.0.0/8" is invalid: use "10.0.0.0/8"
                n: IPv6 CIDR value "2001:DB8::/32" should be in RFC 5952 canonical format ("2001:db8::/32")
                n: CIDR value "2001:db8::1/32" is ambiguous in this context (should be "2001:db8::/32" or "2001:db8::1/128"?)""",
                String.join("\n", warnings.found()));
    }

    /// A hostile pod with as many pairs as fit into a request: each warning is worth looking for only while the answer has room.
    @Test
    void manyThatOverlapAreNotAllToldAndNotAllLookedFor() throws IOException {
        Document pod = yaml(
                "{apiVersion: v1, kind: Pod, metadata: {name: many}, spec: {containers: [{name: a, image: x}], volumes: [{name: v, configMap: {name: c}}]}}");
        ObjectNode root = pod.root().deepCopy();
        ArrayNode ports = ((ObjectNode) root.at("/spec/containers/0")).putArray("ports");
        ArrayNode items = ((ObjectNode) root.at("/spec/volumes/0/configMap")).putArray("items");
        for (int i = 0; i < 60_000; i++) {
            ports.addObject().put("containerPort", 80).put("protocol", "TCP").put("hostPort", 1 + i).put("hostIP", "127.0.0.1");
            items.addObject().put("key", "k").put("path", "same");
        }

        int told = warnings(Document.of(root), Optional.empty()).size();

        assertTrue(told <= 200, "told " + told);
    }
}
