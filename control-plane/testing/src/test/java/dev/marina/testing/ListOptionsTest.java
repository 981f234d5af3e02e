package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
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

    /// Of two namespaces, so many that leaves of what is stored begin and end in the midst of both.
    private static void configMaps(String... inNamespaces) {
        for (String namespace : inNamespaces) {
            client.send("POST", namespaces, "application/json", "{\"metadata\":{\"name\":\"%s\"}}".formatted(namespace));
            for (int i = 0; i < 90; i++) {
                RawClient.Answer made = client.send("POST", namespaces + "/" + namespace + "/configmaps", "application/json",
                        "{\"metadata\":{\"name\":\"c-%02d\",\"labels\":{\"third\":\"%d\",\"sort\":\"%s\"}}}".formatted(i, i % 3, inNamespaces[0]));
                assertEquals(201, made.status(), made.body());
            }
        }
    }

    private static List<String> names(String url) {
        return document(client.get(url)).at("items").valueStream().map(item -> item.path("metadata"))
                .map(metadata -> metadata.path("namespace").asText() + "/" + metadata.path("name").asText()).toList();
    }

    @Test
    void aListInPagesByLabelsIsTheListByLabels() {
        configMaps("pages-a", "pages-b");
        String all = plane.url("acme", "options") + "/api/v1/configmaps?labelSelector=third%3D1%2Csort%3Dpages-a";
        List<String> paged = new ArrayList<>();
        String more = "";
        do {
            RawClient.Answer page = client.get(all + "&limit=7" + (more.isEmpty() ? "" : "&continue=" + more));
            document(page).at("items").forEach(item -> paged.add(item.path("metadata").path("namespace").asText() + "/"
                    + item.path("metadata").path("name").asText()));
            more = document(page).text("metadata", "continue");
        } while (!more.isEmpty());

        assertEquals(60, paged.size());
        assertEquals(names(all), paged);
        assertEquals(paged.subList(30, 60), names(namespaces + "/pages-b/configmaps?labelSelector=third+in+(1)"));
        assertEquals(List.of(), names(namespaces + "/pages-b/configmaps?labelSelector=third%3D3"));
        assertEquals(60, names(namespaces + "/pages-b/configmaps?labelSelector=third!%3D1,sort").size());
    }

    @Test
    void aPageSaysHowManyAreLeftOfItsNamespace() {
        configMaps("left-a", "left-b");
        Document page = document(client.get(namespaces + "/left-a/configmaps?limit=20"));

        // With the one that every namespace has.
        int all = names(namespaces + "/left-a/configmaps").size();
        assertEquals(all - 20, page.at("metadata", "remainingItemCount").asInt());
        assertEquals(all - 40, document(client.get(namespaces + "/left-a/configmaps?limit=20&continue=" + page.text("metadata", "continue")))
                .at("metadata", "remainingItemCount").asInt());
        Document roles = document(client.get(plane.url("acme", "options") + "/apis/rbac.authorization.k8s.io/v1/clusterroles?limit=5"));
        assertEquals(names(plane.url("acme", "options") + "/apis/rbac.authorization.k8s.io/v1/clusterroles").size() - 5,
                roles.at("metadata", "remainingItemCount").asInt());
    }

    @Test
    void anObjectIsFoundByItsNameWhereItIsMeant() {
        configMaps("named-a", "named-b");
        String name = "configmaps?fieldSelector=metadata.name%3Dc-07";

        assertEquals(List.of("named-a/c-07"), names(namespaces + "/named-a/" + name));
        assertEquals(List.of("named-a/c-07", "named-b/c-07"),
                names(plane.url("acme", "options") + "/api/v1/" + name).stream().filter(each -> each.startsWith("named-")).toList());
        assertEquals(List.of(), names(namespaces + "/named-a/" + name + ",metadata.name%3Dc-08"));
        assertEquals(List.of(), names(namespaces + "/named-a/" + name + "&labelSelector=third%3D2"));
        assertEquals(List.of("/kube-system"), names(namespaces + "?fieldSelector=metadata.name%3Dkube-system"));
        assertEquals(List.of("/view"),
                names(plane.url("acme", "options") + "/apis/rbac.authorization.k8s.io/v1/clusterroles?fieldSelector=metadata.name%3Dview"));
        String roles = plane.url("acme", "options") + "/apis/rbac.authorization.k8s.io/v1/clusterroles?labelSelector=kubernetes.io/bootstrapping";
        assertTrue(names(roles).contains("/edit"), "a default object has its labels");
        assertEquals(List.of("/edit"), names(roles + "&fieldSelector=metadata.name%3Dedit"));
    }

    /// The same selector by somebody else finds nothing of it.
    @Test
    void whatIsFoundIsOfTheClusterThatIsAsked() {
        configMaps("mine");
        RawClient other = plane.withCertificate(plane.credentials(plane.cluster("umbra", "options"), "admin", "system:masters"));
        Document found = document(other.get(plane.url("umbra", "options") + "/api/v1/configmaps?labelSelector=sort%3Dmine"));
        assertEquals(0, found.at("items").size(), found.toString());
        int refused = other.get(namespaces + "/mine/configmaps?labelSelector=sort%3Dmine").status();
        assertTrue(refused == 401 || refused == 403, "answered with " + refused);
    }
}
