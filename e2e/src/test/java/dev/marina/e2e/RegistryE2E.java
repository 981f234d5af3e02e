package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// The platform's registry as two tenants meet it: by `skopeo` from outside, by pods from inside.
@Order(3)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryE2E {

    private static final Duration SOON = Duration.ofMinutes(2);

    private Marina marina;
    private Tenant ann;
    private Tenant eve;
    private String anns;
    private String eves;
    private String registry;
    private Path authority;

    @BeforeAll
    void twoTenants(Marina running) throws IOException {
        marina = running;
        registry = URI.create(marina.console()).getAuthority();
        ann = marina.signUp("images");
        eve = marina.signUp("curious");
        ann.awaitNodes(2);
        eve.awaitNodes(2);
        anns = apiToken(ann, "images.read", "images.write");
        eves = apiToken(eve, "images.read", "images.write");
        authority = Files.createDirectories(marina.home().resolve("e2e-registry-ca"));
        Files.copy(marina.home().resolve("pki/ca.pem"), authority.resolve("ca.crt"), StandardCopyOption.REPLACE_EXISTING);
    }

    private String apiToken(Tenant tenant, String... scopes) {
        return marina.post("/api/v1/tenants/" + tenant.name() + "/tokens", tenant.token(),
                "{\"name\":\"ci-%d\",\"scopes\":[\"%s\"],\"days\":1}".formatted(scopes.length, String.join("\",\"", scopes))).expect(201).json().path("token")
                .asText();
    }

    private Program skopeo(String... arguments) {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
        command.addAll(List.of(arguments));
        return Program.run(Path.of("/"), Map.of(), Duration.ofMinutes(2), command);
    }

    private Program push(String token, String repository) {
        return skopeo("copy", "--src-cert-dir", authority.toString(), "--dest-cert-dir", authority.toString(), "--src-creds", "ci:" + token, "--dest-creds",
                "ci:" + token, "docker://" + registry + "/marina/busybox:1", "docker://" + registry + "/" + repository);
    }

    private void pod(Tenant tenant, String name, String image) {
        tenant.kubectlWithInput("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - {name: main, image: '%s', command: [sh, -c, 'sleep 36000']}
                """.formatted(name, image), "apply", "-f", "-").succeeded();
    }

    private String waiting(Tenant tenant, String pod) {
        return tenant.kubectl("get", "pod", pod, "-o", "jsonpath={.status.containerStatuses[0].state.waiting.reason}").output();
    }

    /// A registry out in the world, as nodes meet it.
    @Test
    void openImagesComeThroughTheCacheOnceForAllTenantsAndStayWhenTheirRegistryIsAway() {
        String image = marina.registry().orElseThrow() + "/open/app:1";
        try (PrivateRegistry upstream = PrivateRegistry.start(marina, marina.registry().orElseThrow())) {
            pod(ann, "open", image);
            ann.awaitPodReady("open");
            pod(eve, "open", image);
            eve.awaitPodReady("open");

            List<String> asked = upstream.asked.stream().filter(each -> each.contains(" /v2/open/")).toList();
            assertTrue(asked.stream().allMatch(each -> each.startsWith("marina ")), asked::toString);
            assertEquals(2, asked.stream().filter(each -> each.contains("GET /v2/open/app/blobs/")).count(), asked::toString);
        }

        eve.kubectl("run", "again", "--image=" + image, "--image-pull-policy=Always", "--command", "--", "sleep", "36000").succeeded();
        eve.awaitPodReady("again");
    }

    @Test
    void whatOnePushesRunsInItsClusterAndInNoOther() {
        String repository = ann.name() + "/app:1";
        push(anns, repository).succeeded();

        pod(ann, "own", registry + "/" + repository);
        pod(eve, "stolen", registry + "/" + repository);

        ann.awaitPodReady("own");
        Await.until("the other tenant's pod to be refused the image", SOON, () -> waiting(eve, "stolen"),
                reason -> reason.equals("ErrImagePull") || reason.equals("ImagePullBackOff"));
        // The engine has it under this digest already, and would not ask.
        String digest = skopeo("inspect", "--format", "{{.Digest}}", "--cert-dir", authority.toString(), "--creds", "ci:" + anns,
                "docker://" + registry + "/" + repository).succeeded().output().strip();
        pod(eve, "stolen-by-digest", registry + "/" + ann.name() + "/app@" + digest);
        Await.until("the other tenant's pod to be refused the digest", SOON, () -> waiting(eve, "stolen-by-digest"),
                reason -> reason.equals("ErrImagePull") || reason.equals("ImagePullBackOff"));
        pod(ann, "own-by-digest", registry + "/" + ann.name() + "/app@" + digest);
        ann.awaitPodReady("own-by-digest");
        assertNotEquals(0, push(eves, repository).exitCode());
        assertNotEquals(0,
                skopeo("inspect", "--cert-dir", authority.toString(), "--creds", "ci:" + eves, "docker://" + registry + "/" + repository).exitCode());
        assertNotEquals(0, skopeo("inspect", "--cert-dir", authority.toString(), "--no-creds", "docker://" + registry + "/" + repository).exitCode());
        assertEquals(0, marina.get("/api/v1/tenants/" + eve.name() + "/images", eve.token()).expect(200).json().path("items").size());
        marina.get("/api/v1/tenants/" + ann.name() + "/images", eve.token()).expect(403);
    }

    @Test
    void thePlatformsImagesAreForAllToPullAndForNobodyToPush() {
        pod(eve, "shared", registry + "/marina/busybox:1");

        eve.awaitPodReady("shared");
        assertNotEquals(0, push(eves, "marina/busybox:mine").exitCode());
    }

    @Test
    void imagesAreListedCountedAndDeleted() {
        push(anns, ann.name() + "/listed:1").succeeded();
        push(anns, ann.name() + "/listed:2").succeeded();
        String images = "/api/v1/tenants/" + ann.name() + "/images";

        JsonNode listed = marina.get(images, anns).expect(200).json().path("items").valueStream().filter(item -> item.path("name").asText().equals("listed"))
                .findFirst().orElseThrow();
        assertEquals(registry + "/" + ann.name() + "/listed", listed.path("reference").asText());
        assertEquals(2, listed.path("tags").size());
        assertTrue(listed.path("sizeBytes").asLong() > 500_000, listed.toString());
        JsonNode quota = marina.get("/api/v1/tenants/" + ann.name() + "/quota", ann.token()).expect(200).json();
        assertEquals("5Gi", quota.path("limits").path("images").asText());
        assertTrue(Long.parseLong(quota.path("used").path("images").asText().replaceAll("\\D", "")) > 0, quota.toString());

        marina.delete(images + "?image=listed&tag=1", anns).expect(204);
        marina.delete(images + "?image=listed&tag=1", anns).expect(404);
        marina.delete(images + "?image=listed", apiToken(ann, "images.read")).expect(403);
        marina.delete(images + "?image=listed", anns).expect(204);
        assertTrue(marina.get(images, anns).expect(200).json().path("items").valueStream().noneMatch(item -> item.path("name").asText().equals("listed")));
    }

    @Test
    void aTokenThatMayOnlyReadPushesNothing() {
        assertNotEquals(0, push(apiToken(ann, "images.read", "clusters.read", "quota.read"), ann.name() + "/readonly:1").exitCode());
        assertNotEquals(0, push("marina_" + "0".repeat(64), ann.name() + "/guessed:1").exitCode());
    }
}
