package dev.marina.apiserver.protobuf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.api.schema.Schema;
import dev.marina.apiserver.schema.BuiltinSchemas;
import dev.marina.apiserver.schema.SchemaCheck;
import dev.marina.apiserver.schema.Submission;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// The bodies are those that kubectl 1.32 sent.
class ProtobufBodyTest {

    @Test
    void deploymentOfKubectlBecomesItsJson() throws IOException {
        Document deployment = ProtobufBody.read(body("deployment"));
        assertEquals("apps/v1", deployment.apiVersion());
        assertEquals("Deployment", deployment.kind());
        assertEquals("web", deployment.name());
        assertEquals("web", deployment.text("spec", "selector", "matchLabels", "app"));
        var container = deployment.at("spec", "template", "spec", "containers").get(0);
        assertEquals("[\"sleep\",\"1\"]", container.path("command").toString());
        assertEquals(80, container.path("ports").get(0).path("containerPort").asInt());
    }

    /// Go writes zero values that are no pointers; decoded they are none.
    @Test
    void anEmptyTextIsNoValue() throws IOException {
        Document decoded = SchemaCheck.check(Submission.clean(ProtobufBody.read(body("deployment"))),
                new Schema.Ref("", "io.k8s.api.apps.v1.Deployment"), BuiltinSchemas.load()).document();

        assertFalse(decoded.at("spec", "template", "spec", "containers").get(0).has("imagePullPolicy"));
        assertTrue(decoded.at("spec", "replicas").isInt());
    }

    @Test
    void zeroReplicasAreNotLost() throws IOException {
        assertTrue(ProtobufBody.read(body("deployment")).at("spec", "replicas").isInt());
    }

    /// Otherwise a pod that somebody reads as JSON and writes as protobuf would be another one.
    @Test
    void aNumberEqualsTheOneThatIsReadFromJson() {
        byte[] body = HexFormat.of().parseHex("6b387300" + "0a090a0276311203506f64" + "1204" + "1202201e");

        assertEquals(Document.parse("{\"spec\":{\"terminationGracePeriodSeconds\":30}}".getBytes(StandardCharsets.UTF_8)).at("spec"),
                ProtobufBody.read(body).at("spec"));
    }

    @Test
    void bytesBecomeBase64() throws IOException {
        assertEquals("cQ==", ProtobufBody.read(body("secret")).text("data", "p"));
    }

    /// Of the aggregator, whose messages no library of ours knows.
    @Test
    void anApiServiceBecomesItsJson() {
        Document service = ProtobufBody.read(HexFormat.of()
                .parseHex("6b3873000a270a19617069726567697374726174696f6e2e6b38732e696f2f7631120a4150495365727669636512330a0d0a0776312e782e696f1200"
                        + "420012200a090a016112016218bb031204782e696f1a02763120002a017138d00f40c8011a001a002200"));

        assertEquals("apiregistration.k8s.io/v1 APIService v1.x.io", String.join(" ", service.apiVersion(), service.kind(), service.name()));
        assertEquals("{\"service\":{\"namespace\":\"a\",\"name\":\"b\",\"port\":443},\"group\":\"x.io\",\"version\":\"v1\",\"insecureSkipTLSVerify\":false,"
                + "\"caBundle\":\"cQ==\",\"groupPriorityMinimum\":2000,\"versionPriority\":200}", service.at("spec").toString());
    }

    @Test
    void unsetTimeIsNoTime() throws IOException {
        assertFalse(ProtobufBody.read(body("secret")).has("metadata", "creationTimestamp"));
    }

    /// Of a list that somebody reads.
    @Test
    void whatCannotBeReadIsWrittenAsNothing() {
        Document secret = Document.parse("""
                {"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","creationTimestamp":"yesterday"},"data":{"k":"!","l":"cQ=="}}"""
                .getBytes(StandardCharsets.UTF_8));

        Document read = ProtobufBody.read(ProtobufForm.object(secret));

        assertEquals("s  cQ==", "%s %s %s".formatted(read.name(), read.text("data", "k"), read.text("data", "l")));
        assertTrue(read.at("metadata", "creationTimestamp").isNull());
    }

    @Test
    void truncatedBodyIsBadRequest() throws IOException {
        byte[] whole = body("deployment");
        // Between the envelope's fields a shorter body would be a valid one: cut inside the object.
        for (int length = 30; length < whole.length - 10; length += 7) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertTrue(assertThrows(StatusException.class, () -> ProtobufBody.read(cut)).is("BadRequest"));
        }
    }

    private static byte[] body(String name) throws IOException {
        try (var in = ProtobufBodyTest.class.getResourceAsStream(name + ".b64")) {
            return Base64.getMimeDecoder().decode(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
        }
    }
}
