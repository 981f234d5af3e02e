package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// In which form discovery answers, and which cluster a path without one means.
class DiscoveryFormsTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static RawClient client;
    private static String url;

    @BeforeAll
    static void aCluster() {
        client = plane.withCertificate(plane.credentials(plane.cluster("acme", "forms"), "admin", "system:masters"));
        url = plane.url("acme", "forms");
    }

    private static String type(String version) {
        return "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList";
    }

    private static Document document(RawClient.Answer answer) {
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2", "v2beta1"})
    void bothVersionsOfTheAggregatedFormAreServed(String version) {
        RawClient.Answer answer = client.get(url + "/apis", type(version) + ",application/json");
        assertEquals(type(version), answer.headers().get("content-type"));
        assertEquals("apidiscovery.k8s.io/" + version, document(answer).text("apiVersion"));
    }

    @Test
    void theFirstFormThatIsServedIsAnswered() {
        assertEquals("APIGroupList", document(client.get(url + "/apis", type("v9") + ",application/json")).kind());
        assertEquals("APIGroupList", document(client.get(url + "/apis", "application/json," + type("v2"))).kind());
        assertEquals(406, client.get(url + "/apis", type("v9")).status());
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() {
        RawClient.Answer first = client.get(url + "/apis", type("v2"));
        String tag = first.headers().get("etag");
        assertEquals(304, client.unless(url + "/apis", type("v2"), tag).status());
        assertEquals(200, client.unless(url + "/apis", type("v2beta1"), tag).status());
        assertNotEquals(tag, client.get(url + "/api", type("v2")).headers().get("etag"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"healthz", "livez", "readyz"})
    void healthIsToldCheckByCheck(String root) {
        assertEquals("ok", client.get(url + "/" + root).body());
        assertEquals("ok", client.get(url + "/" + root + "/etcd").body());
        assertEquals(404, client.get(url + "/" + root + "/nonesuch").status());
        String all = client.get(url + "/" + root + "?verbose&exclude=log&exclude=nonesuch").body();
        assertTrue(all.startsWith("[+]ping ok\n[+]log excluded: ok\n[+]etcd ok\n"), all);
        assertTrue(all.contains("[+]poststarthook/storage-readiness ok\n"), all);
        assertEquals(root.equals("readyz"), all.contains("[+]informer-sync ok\n"), all);
        assertTrue(all.endsWith("warn: some health checks cannot be excluded: no matches for \"nonesuch\"\n" + root + " check passed\n"), all);
    }

    /// Whoever may not know of a cluster learns nothing of it by its checks.
    @Test
    void nobodyLearnsByHealthWhetherAClusterIsThere() {
        assertEquals(plane.anonymous().get(plane.url("acme", "forms") + "/livez?verbose").body(),
                plane.anonymous().get(plane.url("acme", "nonesuch") + "/livez?verbose").body());
    }

    @Test
    void aTimeoutIsADuration() {
        RawClient.Answer refused = client.get(url + "/api/v1/namespaces?timeout=soon");
        assertEquals(400, refused.status());
        assertTrue(refused.body().contains("invalid timeout specified in the request URL - time: invalid duration"), refused.body());
        for (String timeout : new String[] {"0s", "0", "3m", "-1s", "30s"}) {
            assertEquals(200, client.get(url + "/api/v1/namespaces?timeout=" + timeout).status(), timeout);
        }
    }

    /// What generated clients decode strictly.
    @Test
    void fieldsThatAreCalledAsWordsOfSchemasStayFields() {
        Document extensions = document(client.get(url + "/openapi/v3/apis/apiextensions.k8s.io/v1"));
        assertEquals("string",
                extensions.root().at("/components/schemas/io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps/properties/$ref/type")
                        .asText());
        extensions.root().path("paths")
                .forEach(path -> path.forEach(operation -> assertTrue(!operation.has("parameters") || !operation.path("parameters").isEmpty(),
                        operation.toString())));
    }

    /// As through `kubectl proxy`, which forgets the server's path.
    @Test
    void aPathWithoutAClusterMeansThatOfTheCertificate() {
        String root = url.substring(0, url.indexOf("/clusters/"));
        RawClient.Answer versions = client.get(root + "/api/");
        assertEquals("APIVersions", document(versions).kind());
        assertEquals(200, client.get(root + "/api/v1/namespaces/default").status());
        assertEquals(200, client.get(root + "/healthz").status());
    }

    @Test
    void aPathWithoutAClusterMeansThatOfTheToken() {
        String root = url.substring(0, url.indexOf("/clusters/"));
        String token = plane.admin("acme", "forms").serviceAccounts().inNamespace("default").withName("default")
                .tokenRequest(new io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder().withNewSpec().endSpec().build()).getStatus().getToken();
        RawClient.Answer refused = plane.withToken(token).get(root + "/api/v1/secrets");
        assertEquals(403, refused.status());
        assertTrue(refused.body().contains("system:serviceaccount:default:default"), refused.body());
    }

    /// A claim believes nobody: who signs with another key than the cluster's is nobody there, and finds nothing elsewhere.
    @Test
    void aClaimIsJudgedByTheClusterThatItNames() {
        String root = url.substring(0, url.indexOf("/clusters/"));
        String token = plane.admin("acme", "forms").serviceAccounts().inNamespace("default").withName("default")
                .tokenRequest(new io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder().withNewSpec().endSpec().build()).getStatus().getToken();
        String forged = token.substring(0, token.lastIndexOf('.') + 1) + "A".repeat(86);
        assertEquals(401, plane.withToken(forged).get(root + "/api/v1/secrets").status());
        assertEquals(403, plane.anonymous().get(root + "/api/v1/secrets").status());
    }
}
