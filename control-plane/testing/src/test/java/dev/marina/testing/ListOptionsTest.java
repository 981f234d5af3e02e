package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which options of lists and watches go together, and how a list in pages goes on.
class ListOptionsTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static RawClient client;
    private static String namespaces;

    @BeforeAll
    static void aCluster() {
        client = plane.withCertificate(plane.credentials(plane.cluster("acme", "options"), "admin", "system:masters"));
        namespaces = plane.url("acme", "options") + "/api/v1/namespaces";
    }

    private static Document document(RawClient.Answer answer) {
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            resourceVersionMatch=Exact                                      | Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided
            resourceVersionMatch=NotOlderThan                               | Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided
            resourceVersionMatch=Exact&resourceVersion=0                    | Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"
            resourceVersionMatch=Newest&resourceVersion=1                   | Unsupported value: "Newest": supported values: "", "Exact", "NotOlderThan"
            sendInitialEvents=true                                          | Forbidden: sendInitialEvents is forbidden for list
            watch=1&resourceVersionMatch=NotOlderThan                       | Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided
            watch=1&sendInitialEvents=true                                  | Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan
            watch=1&sendInitialEvents=false                                 | Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan
            """)
    void whatDoesNotGoTogetherIsRefused(String query, String why) {
        RawClient.Answer answer = client.get(namespaces + "?" + query);
        assertEquals(422, answer.status(), answer.body());
        assertTrue(document(answer).text("message").startsWith("ListOptions.meta.k8s.io \"\" is invalid: "), answer.body());
        assertTrue(document(answer).text("message").endsWith(why), answer.body());
    }

    @ParameterizedTest
    @CsvSource({"resourceVersion=0", "resourceVersion=0&resourceVersionMatch=NotOlderThan", "resourceVersion=1&resourceVersionMatch=NotOlderThan"})
    void whatGoesTogetherIsAnswered(String query) {
        assertEquals(200, client.get(namespaces + "?" + query).status());
    }

    /// By the token that a list gets whose version is forgotten: after the last object, as things are now.
    @Test
    void aListWhoseVersionIsForgottenGoesOnInconsistently() {
        String token = Base64.getUrlEncoder().withoutPadding()
                .encodeToString("{\"rv\":0,\"ns\":\"\",\"n\":\"kube-node-lease\"}".getBytes(StandardCharsets.US_ASCII));
        Document rest = document(client.get(namespaces + "?limit=1&continue=" + token));

        assertEquals("kube-public", rest.at("items").get(0).path("metadata").path("name").asText());
        Document next = document(client.get(namespaces + "?continue=" + rest.text("metadata", "continue")));
        assertEquals(rest.text("metadata", "resourceVersion"), next.text("metadata", "resourceVersion"));
        assertEquals("kube-system", next.at("items").get(0).path("metadata").path("name").asText());
    }
}
