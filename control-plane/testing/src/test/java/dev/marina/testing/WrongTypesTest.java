package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Values that their types cannot hold, on every way into the store.
class WrongTypesTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String TIME = "parsing time \"yesterday\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"yesterday\" as \"2006\"";

    private static RawClient client;
    private static String secrets;

    @BeforeAll
    static void aSecret() {
        ClusterRecord cluster = plane.cluster("acme", "types");
        client = plane.withCertificate(plane.credentials(cluster, "admin", "system:masters"));
        secrets = plane.url("acme", "types") + "/api/v1/namespaces/default/secrets";
        assertEquals(201, client.send("POST", secrets, "application/json",
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"s\"},\"data\":{\"a\":\"YQ==\"}}").status());
    }

    private static String message(Answer answer) {
        return answer.status() + " " + Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).text("message");
    }

    @Test
    void aMomentThatIsNone() {
        String refused = "400 Secret in version \"v1\" cannot be handled as a Secret: " + TIME;
        String json = "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"s\",\"deletionTimestamp\":\"yesterday\"}}";
        assertEquals(refused, message(client.send("POST", secrets, "application/json", json)));
        assertEquals(refused, message(client.send("PUT", secrets + "/s", "application/json", json)));
        assertEquals(refused, message(client.send("POST", secrets, "application/yaml",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: s, deletionTimestamp: yesterday}\n")));
        assertEquals(refused, message(client.send("PATCH", secrets + "/s?fieldManager=t", "application/apply-patch+yaml", json)));
        assertEquals(refused,
                message(client.send("PATCH", secrets + "/another?fieldManager=t", "application/apply-patch+yaml", json.replace("\"s\"", "\"another\""))));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
            "application/merge-patch+json           | {\"data\":{\"a\":\"x\"}}                                   | illegal base64 data at input byte 0",
            "application/strategic-merge-patch+json | {\"data\":{\"a\":\"x\"}}                                   | error decoding from json: illegal base64 data at input byte 0",
            "application/json-patch+json            | [{\"op\":\"add\",\"path\":\"/data/a\",\"value\":5}]         | json: cannot unmarshal number into Go struct field Secret.data of type []uint8",
            "application/strategic-merge-patch+json | {\"immutable\":\"yes\"}                                  | unrecognized type: bool"})
    void whatAPatchMakesIsRefusedAsInvalid(String type, String patch, String why) {
        Answer answer = client.send("PATCH", secrets + "/s", type, patch);

        assertTrue(message(answer).startsWith("422  \"\" is invalid: patch: Invalid value: \""), answer.toString());
        assertTrue(message(answer).endsWith("\": " + why), answer.toString());
    }

    @Test
    void bytesAndMomentsAreStoredInOneForm() {
        Answer secret = client.send("POST", secrets, "application/json",
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"forms\"},\"data\":{\"a\":\"YW\\nI=\"}}");
        Answer lease = client.send("POST", plane.url("acme", "types") + "/apis/coordination.k8s.io/v1/namespaces/default/leases", "application/json",
                "{\"apiVersion\":\"coordination.k8s.io/v1\",\"kind\":\"Lease\",\"metadata\":{\"name\":\"forms\"},"
                        + "\"spec\":{\"renewTime\":\"2026-01-01T01:00:00.500000+01:00\"}}");

        assertEquals("YWI=", Document.parse(secret.body().getBytes(StandardCharsets.UTF_8)).text("data", "a"));
        assertEquals("2026-01-01T00:00:00.500000Z", Document.parse(lease.body().getBytes(StandardCharsets.UTF_8)).text("spec", "renewTime"));
    }

    @Test
    void aNumberThatNobodyCanHoldIsRefused() {
        Answer answer = client.send("POST", secrets, "application/json",
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"n\"},\"x\":1e999}");

        assertEquals(400, answer.status(), answer.toString());
    }
}
