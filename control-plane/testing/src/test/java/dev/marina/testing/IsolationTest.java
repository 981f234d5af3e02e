package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.apiserver.pki.Keys;
import dev.marina.apiserver.pki.Pem;
import dev.marina.model.Tenant;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.nio.file.Files;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two tenants with the same names see nothing of each other, and strangers do not even learn what exists.
class IsolationTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final List<String> PATHS = List.of("/api/v1/namespaces", "/api/v1/namespaces/default/secrets/x", "/apis", "/version", "/healthz",
            "/openapi/v3",
            "/api/v1/pods?watch=true", "/api/v1/namespaces/default/pods/web/log", "/apis/nothing.dev/v1/things");

    private static ClusterRecord acme;
    private static ClusterRecord globex;

    @BeforeAll
    static void twoTenants() {
        acme = plane.cluster("acme", "default");
        globex = plane.cluster("globex", "default");
    }

    private static String acmeUrl(String path) {
        return plane.url("acme", "default") + path;
    }

    private static void sameForAMissingCluster(RawClient client, String path, int status) {
        Answer existing = client.get(acmeUrl(path));
        Answer missing = client.get(plane.url("acme", "absent") + path);
        assertEquals(status, existing.status(), path + ": " + existing.body());
        assertEquals(existing, missing, path);
    }

    @Test
    void aTokenOfAnotherTenantGetsTheSameRefusalForExistingAndMissingClusters() {
        RawClient stranger = plane.withToken(plane.token("eve@globex.test", "/globex/owner"));
        for (String path : PATHS) {
            sameForAMissingCluster(stranger, path, 403);
        }
    }

    @Test
    void aCertificateOfAnotherClusterGetsTheSameRefusalForExistingAndMissingClusters() {
        RawClient stranger = plane.withCertificate(plane.credentials(globex, "eve@globex.test", "system:masters"));
        for (String path : PATHS) {
            sameForAMissingCluster(stranger, path, 403);
        }
    }

    @Test
    void aCertificateOfTheManagementClusterIsAStrangersInATenantsCluster() {
        RawClient tenancy = plane.withCertificate(plane.credentials(plane.management(), "marina:admin", "system:masters"));
        for (String path : PATHS) {
            sameForAMissingCluster(tenancy, path, 403);
        }
    }

    @Test
    void somebodyWithoutANameLearnsNothing() {
        RawClient nobody = plane.anonymous();
        sameForAMissingCluster(nobody, "/version", 200);
        sameForAMissingCluster(nobody, "/healthz", 200);
        sameForAMissingCluster(nobody, "/api/v1/namespaces", 403);
        sameForAMissingCluster(nobody, "/apis", 403);
    }

    @Test
    void badProofsAreRefusedEverywhere() {
        sameForAMissingCluster(plane.withToken("nonsense"), "/version", 401);
        sameForAMissingCluster(plane.withToken(plane.token("ann@acme.test", "/acme/owner") + "x"), "/api/v1/namespaces", 401);
        sameForAMissingCluster(plane.withToken(plane.provider().token("ann@acme.test", "marina", Instant.now().minusSeconds(1), List.of("/acme/owner"))),
                "/version", 401);
        sameForAMissingCluster(plane.withToken(plane.provider().token("ann@acme.test", "other", Instant.now().plusSeconds(60), List.of("/acme/owner"))),
                "/version", 401);
    }

    @Test
    void membersOfATenantAreStrangersInTheManagementCluster() {
        Answer answer = plane.withToken(plane.token("ann@acme.test", "/acme/owner"))
                .get(plane.url("marina", "management") + "/apis/marina.dev/v1/namespaces/acme/clusters");
        assertEquals(403, answer.status(), answer.body());
    }

    @Test
    void rolesDecideWhatMembersMayDo() {
        RawClient owner = plane.withToken(plane.token("ann@acme.test", "/acme/owner"));
        RawClient viewer = plane.withToken(plane.token("vic@acme.test", "/acme/viewer"));
        String body = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"by-role\"}}";
        Answer refused = viewer.send("POST", acmeUrl("/api/v1/namespaces/default/configmaps"), "application/json", body);
        assertEquals(403, refused.status());
        assertTrue(refused.body().contains(
                "configmaps is forbidden: User \\\"vic@acme.test\\\" cannot create resource \\\"configmaps\\\" in API group \\\"\\\" in the namespace \\\"default\\\""),
                refused.body());
        assertEquals(201, owner.send("POST", acmeUrl("/api/v1/namespaces/default/configmaps"), "application/json", body).status());
        assertEquals(200, viewer.get(acmeUrl("/api/v1/namespaces/default/configmaps")).status());
        assertEquals(403, viewer.get(acmeUrl("/api/v1/namespaces/default/secrets")).status());
        assertEquals(200, viewer.get(acmeUrl("/api/v1/nodes")).status());
        assertEquals(200, owner.get(acmeUrl("/api/v1/secrets")).status());
    }

    /// Makes these the tenant's owners, and nobody else.
    private static void members(String tenant, String... emails) {
        members(tenant, Stream.of(emails).map(email -> new Tenant.Member("sub-" + email, email, "owner")).toList());
    }

    private static void members(String tenant, List<Tenant.Member> owners) {
        var found = plane.admin("marina", "management").resources(Tenant.class).withName(tenant);
        Tenant wanted = new Tenant();
        wanted.setMetadata(new ObjectMetaBuilder().withName(tenant).build());
        wanted.setSpec(new Tenant.Spec("id-of-" + tenant, owners, "default", null, null, null));
        if (found.get() == null) {
            plane.admin("marina", "management").resource(wanted).create();
        } else {
            found.edit(present -> {
                present.setSpec(wanted.getSpec());
                return present;
            });
        }
    }

    @Test
    void anAddressThatWentOverToSomebodyElseIsNotTheMembersAnyMore() {
        plane.cluster("heirs", "default");
        RawClient heir = plane.withToken(plane.token("ann@heirs.test", "/heirs/owner"));
        members("heirs", List.of(new Tenant.Member("sub-of-the-first-ann", "ann@heirs.test", "owner")));
        assertEquals(403, heir.get(plane.url("heirs", "default") + "/api/v1/namespaces").status());
        members("heirs", "ann@heirs.test");
        assertEquals(200, heir.get(plane.url("heirs", "default") + "/api/v1/namespaces").status());
    }

    private static void suspend(String tenant, boolean suspended) {
        plane.admin("marina", "management").resources(Tenant.class).withName(tenant).edit(present -> {
            Tenant.Spec spec = present.getSpec();
            present.setSpec(new Tenant.Spec(spec.id(), spec.members(), spec.plan(), spec.limits(), suspended, null));
            return present;
        });
    }

    @Test
    void theMembersOfASuspendedTenantAreKeptOutUntilItIsNoLonger() {
        plane.cluster("paused", "default");
        members("paused", "ann@paused.test");
        String path = plane.url("paused", "default") + "/api/v1/namespaces";
        RawClient ann = plane.withToken(plane.token("ann@paused.test", "/paused/owner"));
        assertEquals(200, ann.get(path).status());
        suspend("paused", true);
        assertTrue(ann.get(path).status() == 403 && ann.get(path).body().contains("tenant \\\"paused\\\" is suspended"), ann.get(path).body());
        suspend("paused", false);
        assertEquals(200, ann.get(path).status());
    }

    @Test
    void whileATenantIsSuspendedItsWorkloadsAreRefusedAndNobodyElseNoticesIt() {
        ClusterRecord halted = plane.cluster("halted", "default");
        members("halted", "ann@halted.test");
        KubernetesClient admin = plane.admin("halted", "default");
        String accounts = plane.url("halted", "default") + "/api/v1/namespaces/default/serviceaccounts";
        TokenRequest workload = admin.serviceAccounts().inNamespace("default").withName("default").tokenRequest(new TokenRequestBuilder().withNewSpec()
                .withExpirationSeconds(3600L).endSpec().build());
        RawClient pod = plane.withToken(workload.getStatus().getToken());
        RawClient signed = plane.withCertificate(plane.credentials(halted, "robot", "robots"));
        RawClient node = plane.withCertificate(plane.credentials(halted, "system:node:n1", "system:nodes"));
        RawClient eve = plane.withToken(plane.token("eve@globex.test", "/globex/owner"));
        RawClient globex = plane.withToken(plane.token("ann@globex.test", "/globex/owner"));
        String refusedBefore = eve.get(accounts).body();

        suspend("halted", true);

        assertTrue(pod.get(accounts).body().contains("is suspended"), pod.get(accounts).body());
        assertTrue(signed.get(accounts).body().contains("is suspended"), signed.get(accounts).body());
        assertEquals(200, node.get(plane.url("halted", "default") + "/api/v1/services").status(), "the platform takes the nodes away");
        assertEquals(refusedBefore, eve.get(accounts).body(), "a stranger does not learn it");
        assertEquals(200, globex.get(plane.url("globex", "default") + "/api/v1/namespaces").status());
    }

    @Test
    void tenancyWritesTenantsAndTheirClustersAndReadsNothingElse() throws Exception {
        KubernetesClient tenancy = new KubernetesClientBuilder().withConfig(new ConfigBuilder(Config.fromKubeconfig(
                Files.readString(plane.pki().resolve("tenancy.kubeconfig")))).withClientKeyAlgo("EC").build()).build();
        try (tenancy) {
            assertTrue(may(tenancy, "update", "marina.dev", "tenants"));
            assertTrue(may(tenancy, "create", "marina.dev", "clusters"));
            assertTrue(may(tenancy, "update", "marina.dev", "nodepools"));
            for (String resource : List.of("tenants", "clusters", "nodepools")) {
                assertFalse(may(tenancy, "deletecollection", "marina.dev", resource) || may(tenancy, "patch", "marina.dev", resource), resource);
            }
            assertTrue(may(tenancy, "update", "marina.dev", "clusters"), "what is recorded of it");
            assertTrue(may(tenancy, "delete", "marina.dev", "backups") && !may(tenancy, "update", "marina.dev", "backups"), "what is in them is not changed");
            for (String verb : List.of("get", "create", "update", "delete")) {
                assertFalse(may(tenancy, verb, "", "configmaps"), verb);
                assertFalse(may(tenancy, verb, "", "namespaces"), verb);
                assertFalse(may(tenancy, verb, "", "secrets"), verb);
                assertFalse(may(tenancy, verb, "marina.dev", "machines"), verb);
            }
        }
    }

    private static boolean may(KubernetesClient client, String verb, String group, String resource) {
        return client.resource(new SelfSubjectAccessReviewBuilder().withNewSpec().withNewResourceAttributes().withVerb(verb).withGroup(group)
                .withResource(resource).endResourceAttributes().endSpec().build()).create().getStatus().getAllowed();
    }

    @Test
    void aPersonsCertificateGivesTheRoleThatTheyHaveAtThisMoment() {
        String hooli = plane.url("hooli", "default") + "/api/v1/namespaces";
        RawClient ann = plane.withCertificate(plane.credentials(plane.cluster("hooli", "default"), "ann@acme.test", "marina:user"));
        assertEquals(403, ann.get(hooli).status());
        members("hooli", "ann@acme.test");
        assertEquals(200, ann.get(hooli).status());
        members("hooli");
        assertEquals(403, ann.get(hooli).status());
        assertEquals(403, plane.withToken(plane.token("ann@acme.test", "/hooli/owner")).get(hooli).status());
    }

    @Test
    void aPersonsCertificateIsOfNoUseOnceTheirAddressIsAnothers() {
        String url = plane.url("hooli", "default") + "/api/v1/namespaces";
        ClusterRecord cluster = plane.cluster("hooli", "default");
        KeyPair pair = Keys.p256();
        RawClient ann = plane.withCertificate(new ControlPlaneExtension.Credentials(Pem.certificate(ClusterKeys.of(cluster).authority()
                .issueClient("ann@moved.test", "sub-ann", List.of("marina:user"), pair.getPublic(), Duration.ofHours(1), Clock.systemUTC())),
                Pem.ecPrivateKey(pair.getPrivate()), Pem.privateKey(pair.getPrivate())));

        members("hooli", List.of(new Tenant.Member("sub-ann", "ann@moved.test", "owner")));
        assertEquals(200, ann.get(url).status());
        members("hooli", List.of(new Tenant.Member("sub-of-who-has-the-address-now", "ann@moved.test", "owner")));
        assertEquals(403, ann.get(url).status());
    }

    @Test
    void aWatchOfSomebodyWhoIsRemovedEndsWithoutAnotherEvent() throws Exception {
        members("initech", "bob@initech.test");
        KubernetesClient bob = plane.client("initech", "default", "bob@initech.test", "marina:user");
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (Watch _ = bob.configMaps().inNamespace("default").withLabel("watched").watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, ConfigMap map) {
                seen.add(map.getMetadata().getName());
            }

            @Override
            public boolean reconnecting() {
                return false;
            }

            @Override
            public void onClose(WatcherException cause) {
                seen.add("closed");
            }
        })) {
            KubernetesClient admin = plane.admin("initech", "default");
            admin.resource(watched("before")).create();
            assertEquals("before", seen.poll(10, TimeUnit.SECONDS));
            members("initech");
            LockSupport.parkNanos(Duration.ofMillis(600).toNanos());
            admin.resource(watched("after")).create();
            assertFalse("after".equals(seen.poll(3, TimeUnit.SECONDS)));
        }
    }

    private static ConfigMap watched(String name) {
        return new ConfigMapBuilder().withNewMetadata().withName(name).withNamespace("default").addToLabels("watched", "yes").endMetadata().build();
    }

    @Test
    void aServiceAccountsTokenIsGoodInItsOwnClusterWhileItsPodLives() {
        KubernetesClient client = plane.admin("acme", "default");
        Pod pod = client.resource(new PodBuilder().withNewMetadata().withName("bound").withNamespace("default").endMetadata()
                .withNewSpec().addNewContainer().withName("c").withImage("i").endContainer().endSpec().build()).create();
        TokenRequest token = client.serviceAccounts().inNamespace("default").withName("default").tokenRequest(new TokenRequestBuilder().withNewSpec()
                .withNewBoundObjectRef().withKind("Pod").withApiVersion("v1").withName("bound").withUid(pod.getMetadata().getUid()).endBoundObjectRef()
                .endSpec().build());
        RawClient account = plane.withToken(token.getStatus().getToken());
        assertEquals(200, account.get(acmeUrl("/apis")).status());
        Answer refused = account.get(acmeUrl("/api/v1/namespaces/default/secrets"));
        assertTrue(refused.body().contains("system:serviceaccount:default:default"), refused.body());
        assertEquals(401, account.get(plane.url("globex", "default") + "/apis").status());
        assertEquals(401, account.get(plane.url("globex", "absent") + "/apis").status());
        client.pods().inNamespace("default").withName("bound").withGracePeriod(0).delete();
        assertEquals(401, account.get(acmeUrl("/apis")).status());
    }

    @Test
    void sameNamesAddressesAndNodePortsOfTwoTenantsDoNotMeet() {
        for (ClusterRecord cluster : List.of(acme, globex)) {
            KubernetesClient client = plane.admin(cluster.tenant(), "default");
            client.resource(new ServiceBuilder().withNewMetadata().withName("same").withNamespace("default").endMetadata().withNewSpec().withType("NodePort")
                    .withClusterIP("10.96.3.3").addNewPort().withPort(80).withNodePort(30080).endPort().endSpec().build()).create();
            client.resource(new ConfigMapBuilder().withNewMetadata().withName("who").withNamespace("default").endMetadata()
                    .withData(Map.of("tenant", cluster.tenant())).build()).create();
        }
        assertEquals("acme", plane.admin("acme", "default").configMaps().inNamespace("default").withName("who").get().getData().get("tenant"));
        assertEquals("globex", plane.admin("globex", "default").configMaps().inNamespace("default").withName("who").get().getData().get("tenant"));
    }

    @Test
    void aNodeSeesTheSecretsOfItsOwnPodsOnly() {
        KubernetesClient client = plane.admin("acme", "default");
        for (String name : List.of("mine", "theirs")) {
            client.resource(new SecretBuilder().withNewMetadata().withName(name).withNamespace("default").endMetadata().build()).create();
            client.resource(new PodBuilder().withNewMetadata().withName(name).withNamespace("default").endMetadata().withNewSpec()
                    .withNodeName(name.equals("mine") ? "n1" : "n2").addNewContainer().withName("c").withImage("i").endContainer()
                    .addNewVolume().withName("v").withNewSecret().withSecretName(name).endSecret().endVolume().endSpec().build()).create();
        }
        RawClient node = plane.withCertificate(plane.credentials(acme, "system:node:n1", "system:nodes"));
        assertEquals(200, node.get(acmeUrl("/api/v1/namespaces/default/secrets/mine")).status());
        assertEquals(403, node.get(acmeUrl("/api/v1/namespaces/default/secrets/theirs")).status());
        assertEquals(403, node.get(acmeUrl("/api/v1/namespaces/default/secrets")).status());
        assertEquals(200, node.get(acmeUrl("/api/v1/pods?fieldSelector=spec.nodeName%3Dn1")).status());
        assertEquals(403, node
                .send("PATCH", acmeUrl("/api/v1/namespaces/default/pods/theirs/status"), "application/merge-patch+json", "{\"status\":{\"phase\":\"Failed\"}}")
                .status());
        assertEquals(200, node
                .send("PATCH", acmeUrl("/api/v1/namespaces/default/pods/mine/status"), "application/merge-patch+json", "{\"status\":{\"phase\":\"Running\"}}")
                .status());
    }

    @Test
    void aNodeReadsWhatPoliciesAreMadeOfInItsOwnClusterOnly() {
        KubernetesClient client = plane.admin("acme", "default");
        for (String name : List.of("placed", "waiting")) {
            client.resource(new PodBuilder().withNewMetadata().withName(name).withNamespace("default").endMetadata().withNewSpec()
                    .withNodeName(name.equals("placed") ? "n2" : null).addNewContainer().withName("c").withImage("i").endContainer().endSpec().build())
                    .create();
        }
        RawClient node = plane.withCertificate(plane.credentials(acme, "system:node:n1", "system:nodes"));
        String pods = node.get(acmeUrl("/api/v1/pods?fieldSelector=spec.nodeName%21%3D")).body();

        assertTrue(pods.contains("\"placed\"") && !pods.contains("\"waiting\""), pods);
        for (String path : List.of("/api/v1/pods", "/api/v1/namespaces", "/apis/networking.k8s.io/v1/networkpolicies")) {
            assertEquals(200, node.get(acmeUrl(path)).status());
            assertEquals(403, node.get(acmeUrl(path).replace("/acme/", "/globex/")).status());
        }
    }

    @Test
    void aRotatedKeyOfTheIdentityProviderIsFound() {
        plane.provider().rotate("key-2");
        String path = acmeUrl("/api/v1/namespaces");
        Await.until("a token signed by the new key is accepted", () -> plane.withToken(plane.token("ann@acme.test", "/acme/owner")).get(path).status() == 200);
    }
}
