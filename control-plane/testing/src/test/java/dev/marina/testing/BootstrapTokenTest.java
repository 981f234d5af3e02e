package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.testing.RawClient.Answer;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Bootstrap tokens from outside: whom they let in, where, and for how long.
class BootstrapTokenTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String SECRET = "0123456789abcdef";
    private static KubernetesClient admin;

    @BeforeAll
    static void twoTenants() {
        admin = plane.admin("acme", "default");
        plane.cluster("globex", "default");
    }

    static Secret token(String id, Map<String, String> more) {
        Map<String, String> data = new HashMap<>(Map.of("token-id", id, "token-secret", SECRET, "usage-bootstrap-authentication", "true"));
        data.putAll(more);
        return new SecretBuilder().withNewMetadata().withNamespace("kube-system").withName("bootstrap-token-" + id).endMetadata()
                .withType("bootstrap.kubernetes.io/token").withStringData(data).build();
    }

    private static String url(String path) {
        return plane.url("acme", "default") + path;
    }

    private static Answer self(String tenant, String cluster, String token) {
        return plane.withToken(token).send("POST", plane.url(tenant, cluster) + "/apis/authentication.k8s.io/v1/selfsubjectreviews", "application/json",
                "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}");
    }

    private static int status(String token) {
        return self("acme", "default", token).status();
    }

    @Test
    void aTokenLetsInUnderItsOwnNameWithItsGroups() {
        admin.resource(token("aaaaaa", Map.of("auth-extra-groups", "system:bootstrappers:workers,system:bootstrappers:a"))).create();
        Answer answer = self("acme", "default", "aaaaaa." + SECRET);
        assertTrue(answer.body().contains("\"username\":\"system:bootstrap:aaaaaa\"") && answer.body().contains(
                "\"groups\":[\"system:bootstrappers\",\"system:bootstrappers:a\",\"system:bootstrappers:workers\",\"system:authenticated\"]"),
                answer.body());
    }

    /// Upstream gives these people nothing but discovery until somebody binds a role to them.
    @Test
    void aTokenAloneMayDoNothing() {
        admin.resource(token("bbbbbb", Map.of())).create();
        RawClient client = plane.withToken("bbbbbb." + SECRET);
        for (String path : List.of("/api/v1/namespaces/kube-system/secrets", "/api/v1/nodes", "/apis/certificates.k8s.io/v1/certificatesigningrequests")) {
            assertEquals(403, client.get(url(path)).status(), path);
        }
    }

    @Test
    void aTokenOfOneClusterIsNothingInAnother() {
        admin.resource(token("cccccc", Map.of("auth-extra-groups", "system:bootstrappers:workers"))).create();
        assertEquals(201, status("cccccc." + SECRET));
        Answer other = self("globex", "default", "cccccc." + SECRET);
        assertEquals(401, other.status(), other.body());
        assertEquals(other, self("globex", "absent", "cccccc." + SECRET), "whether a cluster exists is not told");
        assertEquals(401, self("marina", "management", "cccccc." + SECRET).status());
    }

    @Test
    void aTokenEndsAtOnceWithItsSecretItsUseOrItsTime() {
        for (Map<String, String> change : List.of(Map.of("usage-bootstrap-authentication", "false"), Map.of("expiration", "no time"),
                Map.of("token-secret", "fedcba9876543210"), Map.of("auth-extra-groups", "system:masters"))) {
            admin.resource(token("dddddd", Map.of())).create();
            assertEquals(201, status("dddddd." + SECRET));
            admin.secrets().inNamespace("kube-system").withName("bootstrap-token-dddddd")
                    .edit(secret -> new SecretBuilder(secret).withStringData(change).build());
            assertEquals(401, status("dddddd." + SECRET), change.toString());
            admin.secrets().inNamespace("kube-system").withName("bootstrap-token-dddddd").delete();
            assertEquals(401, status("dddddd." + SECRET));
        }
    }

    /// Who watches by a token is asked anew before more is written.
    @Test
    void aWatchEndsWithTheTokensSecret() throws IOException {
        admin.resource(token("wwwwww", Map.of("auth-extra-groups", "system:bootstrappers:watchers"))).create();
        admin.resource(new ClusterRoleBindingBuilder().withNewMetadata().withName("watchers").endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view")
                .addNewSubject("rbac.authorization.k8s.io", "Group", "system:bootstrappers:watchers", null).build()).create();
        write("before");
        try (InputStream events = plane.withToken("wwwwww." + SECRET).stream(url("/api/v1/namespaces/default/configmaps?watch=true"))) {
            String first = new String(events.readNBytes(20), StandardCharsets.UTF_8);
            assertTrue(first.contains("ADDED"), first);
            CompletableFuture<byte[]> rest = CompletableFuture.supplyAsync(() -> all(events));

            admin.secrets().inNamespace("kube-system").withName("bootstrap-token-wwwwww").delete();

            int[] written = new int[1];
            Await.until("the watch ends", () -> {
                write("after-" + written[0]++);
                return rest.isDone();
            });
        }
    }

    /// To its end, or to where it is broken off.
    private static byte[] all(InputStream events) {
        try {
            return events.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(String name) {
        admin.resource(new ConfigMapBuilder().withNewMetadata().withName(name).withNamespace("default").endMetadata().build())
                .create();
    }

    @Test
    void aTokenThatIsOverLetsNobodyInAndItsSecretGoes() {
        admin.resource(token("eeeeee", Map.of("expiration", Instant.now().minusSeconds(1).toString()))).create();
        assertEquals(401, status("eeeeee." + SECRET));
        Await.until("the cleaner takes the Secret away",
                () -> admin.secrets().inNamespace("kube-system").withName("bootstrap-token-eeeeee").get() == null);
    }

    /// What only looks like one: other types, other namespaces, other names.
    @Test
    void onlyASecretOfTheTypeInItsPlaceIsAToken() {
        admin.resource(new SecretBuilder(token("ffffff", Map.of())).withType("Opaque").build()).create();
        assertEquals(401, status("ffffff." + SECRET));
        admin.resource(new SecretBuilder(token("gggggg", Map.of())).editMetadata().withNamespace("default").endMetadata().build()).create();
        assertEquals(401, status("gggggg." + SECRET));
        admin.resource(new SecretBuilder(token("hhhhhh", Map.of())).editMetadata().withName("bootstrap-token-iiiiii").endMetadata().build()).create();
        assertEquals(401, status("hhhhhh." + SECRET));
        assertEquals(401, status("iiiiii." + SECRET));
    }

    /// A guess costs one look-up and changes nothing, whether the id exists or not; a good token is let in all the while.
    @Test
    void aFloodOfWrongTokensIsRefusedOneByOne() {
        admin.resource(token("jjjjjj", Map.of())).create();
        RawClient good = plane.withToken("jjjjjj." + SECRET);
        String version = url("/version");
        for (int i = 0; i < 300; i++) {
            assertEquals(401, status("%s.%016d".formatted(i % 2 == 0 ? "jjjjjj" : "k%05d".formatted(i), i)));
        }
        assertEquals(200, good.get(version).status());
        assertEquals(Set.of(401), Set.copyOf(List.of(status("jjjjjj."), status("jjjjjj.short"), status("JJJJJJ." + SECRET), status("jjjjjj." + SECRET + "0"))));
    }

    @Test
    void aReviewKnowsTheToken() {
        admin.resource(token("llllll", Map.of())).create();
        TokenReview known = admin.resource(new TokenReviewBuilder().withNewSpec().withToken("llllll." + SECRET).endSpec().build()).create();
        assertEquals("system:bootstrap:llllll", known.getStatus().getUser().getUsername());
        TokenReview elsewhere = admin.resource(
                new TokenReviewBuilder().withNewSpec().withToken("llllll." + SECRET).withAudiences("https://others.example").endSpec().build()).create();
        assertEquals(false, elsewhere.getStatus().getAuthenticated());
        TokenReview wrong = plane.admin("globex", "default")
                .resource(new TokenReviewBuilder().withNewSpec().withToken("llllll." + SECRET).endSpec().build()).create();
        assertEquals(false, wrong.getStatus().getAuthenticated());
    }

    @Test
    void clusterInfoIsSignedByTokensThatMay() {
        admin.resource(new ConfigMapBuilder().withNewMetadata().withNamespace("kube-public").withName("cluster-info").endMetadata()
                .withData(Map.of("kubeconfig", "apiVersion: v1")).build()).create();
        admin.resource(token("mmmmmm", Map.of("usage-bootstrap-signing", "true"))).create();
        Await.until("the ConfigMap is signed",
                () -> admin.configMaps().inNamespace("kube-public").withName("cluster-info").get().getData().keySet(),
                keys -> keys.contains("jws-kubeconfig-mmmmmm"));
    }
}
