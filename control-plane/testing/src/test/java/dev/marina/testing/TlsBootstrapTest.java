package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.apiserver.pki.Keys;
import dev.marina.apiserver.pki.Pem;
import dev.marina.model.Machine;
import dev.marina.model.Tenant;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.ControlPlaneExtension.Credentials;
import dev.marina.testing.RawClient.Answer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestConditionBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A node of a tenant's own, from a bootstrap token to its certificate; and what such a certificate is not good for: it names the same node that
/// the platform's agent realises, and must be of no use to take over anything that the agent does.
class TlsBootstrapTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String TOKEN = "abcdef.0123456789abcdef";
    private static final String SIGNING = "system:certificates.k8s.io:certificatesigningrequests:";
    private static final String JSON = "application/json";
    private static final Map<String, String> NODE = Map.of("Impersonate-User", "system:node:n1", "Impersonate-Group", "system:nodes");

    private static ClusterRecord cluster;
    private static KubernetesClient admin;
    private static KubernetesClient bootstrapper;
    private static RawClient made;

    /// As `kubeadm` prepares a cluster. The platform runs n1 and n2; a tenant has made a certificate for n1.
    @BeforeAll
    static void aClusterThatLetsNodesJoin() {
        cluster = plane.cluster("acme", "default");
        admin = plane.admin("acme", "default");
        Machine machine = new Machine();
        machine.setMetadata(new ObjectMetaBuilder().withName("m1").build());
        machine.setSpec(new Machine.Spec(List.of("n1", "n2").stream().map(TlsBootstrapTest::assigned).toList()));
        plane.admin("marina", "management").resource(machine).create();
        admin.resource(BootstrapTokenTest.token("abcdef", Map.of("auth-extra-groups", "system:bootstrappers:workers"))).create();
        bind("joiners", "system:node-bootstrapper", "system:bootstrappers:workers");
        bind("approved", SIGNING + "nodeclient", "system:bootstrappers:workers");
        bind("renewed", SIGNING + "selfnodeclient", "system:nodes");
        bootstrapper = client(new ConfigBuilder(server()).withOauthToken(TOKEN).build());
        made = plane.withCertificate(joined("n1"));
        for (String node : List.of("n1", "n2")) {
            admin.resource(new SecretBuilder().withNewMetadata().withNamespace("default").withName("of-" + node).endMetadata().build()).create();
            admin.resource(new PodBuilder().withNewMetadata().withNamespace("default").withName("on-" + node).endMetadata().withNewSpec()
                    .withNodeName(node).addNewContainer().withName("c").withImage("i").endContainer().addNewVolume().withName("v").withNewSecret()
                    .withSecretName("of-" + node).endSecret().endVolume().endSpec().build()).create();
        }
    }

    private static Machine.AssignedNode assigned(String name) {
        return new Machine.AssignedNode(cluster.id().value(), "acme", "default", "default", name, 1, 100, "10.244.0.0/16", "10.96.0.0/16",
                "10.244.1.0/24", "100.64.0.7", "1", "1Gi", List.of());
    }

    private static void bind(String name, String role, String group) {
        admin.resource(new ClusterRoleBindingBuilder().withNewMetadata().withName(name).endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role).addNewSubject("rbac.authorization.k8s.io", "Group", group, null).build())
                .create();
    }

    private static Config server() {
        return new ConfigBuilder(Config.empty()).withMasterUrl(plane.url("acme", "default"))
                .withCaCertData(Base64.getEncoder().encodeToString(plane.serverCa().getBytes(StandardCharsets.US_ASCII))).withRequestRetryBackoffLimit(0)
                .build();
    }

    private static KubernetesClient client(Config config) {
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static KubernetesClient client(Credentials credentials) {
        Base64.Encoder encoder = Base64.getEncoder();
        return client(new ConfigBuilder(server()).withClientCertData(encoder.encodeToString(credentials.certificate().getBytes(StandardCharsets.US_ASCII)))
                .withClientKeyData(encoder.encodeToString(credentials.key().getBytes(StandardCharsets.US_ASCII))).withClientKeyAlgo("EC").build());
    }

    private static Credentials joined(String node) {
        KeyPair pair = Keys.p256();
        bootstrapper.resource(SigningRequests.ofNode("join-" + node, node, pair)).create();
        return SigningRequests.credentials(signed("join-" + node), pair);
    }

    private static CertificateSigningRequest signed(String name) {
        return Await.until(name + " is signed", () -> read(name),
                request -> request.getStatus().getCertificate() != null && !request.getStatus().getCertificate().isEmpty());
    }

    private static CertificateSigningRequest read(String name) {
        return admin.certificates().v1().certificateSigningRequests().withName(name).get();
    }

    private static String url(String path) {
        return plane.url("acme", "default") + path;
    }

    private static void status(int expected, Answer answer) {
        assertEquals(expected, answer.status(), answer.body());
    }

    private static CertificateSigningRequestCondition condition(String type) {
        return new CertificateSigningRequestConditionBuilder().withType(type).withStatus("True").withReason("Test").withMessage("as asked").build();
    }

    @Test
    void aTokenBecomesANode() {
        try (KubernetesClient node = client(joined("own-1"))) {
            assertEquals("system:node:own-1", node.authentication().v1().selfSubjectReviews()
                    .create(new io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview()).getStatus().getUserInfo().getUsername());
            node.resource(new io.fabric8.kubernetes.api.model.NodeBuilder().withNewMetadata().withName("own-1").endMetadata().build()).create();
            assertEquals("own-1", node.nodes().withName("own-1").get().getMetadata().getName());
            assertEquals("AutoApproved", read("join-own-1").getStatus().getConditions().getFirst().getReason());
            assertEquals("system:bootstrap:abcdef", read("join-own-1").getSpec().getUsername());
        }
    }

    @Test
    void aNodeRenewsItsOwnAndAsksForNoOther() {
        KeyPair next = Keys.p256();
        try (KubernetesClient node = client(joined("own-2"))) {
            node.resource(SigningRequests.ofNode("renew-own-2", "own-2", next)).create();
            assertEquals("Auto approving self kubelet client certificate after SubjectAccessReview.",
                    signed("renew-own-2").getStatus().getConditions().getFirst().getMessage());
            KubernetesClientException refused = assertThrows(KubernetesClientException.class,
                    () -> node.resource(SigningRequests.ofNode("steal", "n2", next)).create());
            assertEquals(403, refused.getCode());
            assertTrue(refused.getMessage().contains("node \"own-2\" can only request certificates with common name \"system:node:own-2\""),
                    refused.getMessage());
        }
    }

    @Test
    void aRequestThatNobodyMayHaveIsSignedOnceThereIsABinding() {
        admin.resource(BootstrapTokenTest.token("later0", Map.of("auth-extra-groups", "system:bootstrappers:later"))).create();
        bind("later-joiners", "system:node-bootstrapper", "system:bootstrappers:later");
        try (KubernetesClient later = client(new ConfigBuilder(server()).withOauthToken("later0.0123456789abcdef").build())) {
            later.resource(SigningRequests.ofNode("patient", "own-3", Keys.p256())).create();
            // the one that was made after it and is allowed is done: the first has been looked at
            joined("own-4");
            assertEquals(List.of(), read("patient").getStatus().getConditions());

            bind("later-approved", SIGNING + "nodeclient", "system:bootstrappers:later");

            signed("patient");
        }
    }

    @Test
    void aCertificateLivesAsLongAsWasAsked() {
        CertificateSigningRequest asked = new CertificateSigningRequestBuilder(SigningRequests.ofNode("short", "own-5", Keys.p256())).editSpec()
                .withExpirationSeconds(3600).endSpec().build();
        bootstrapper.resource(asked).create();
        X509Certificate certificate = Pem.certificate(SigningRequests.pem(signed("short")));
        Duration left = Duration.between(Instant.now(), certificate.getNotAfter().toInstant());
        assertTrue(left.compareTo(Duration.ofHours(1)) <= 0 && left.compareTo(Duration.ofMinutes(50)) > 0, left.toString());
    }

    @Test
    void whatIsNoKubeletsRequestFailsThoughAnAdministratorApprovesIt() {
        for (String subject : List.of("O=system:masters,CN=system:node:n1", "O=system:nodes,O=system:masters,CN=system:node:n1",
                "O=system:nodes,CN=admin", "O=system:nodes,CN=system:node:", "O=system:nodes,CN=system:node:../n1")) {
            admin.resource(SigningRequests.of("bad", SigningRequests.KUBELET, subject, Keys.p256(), "digital signature", "client auth")).create();
            admin.certificates().v1().certificateSigningRequests().withName("bad").approve(condition("Approved"));
            assertEquals("SignerValidationFailure", read("bad").getStatus().getConditions().getLast().getReason(), subject);
            admin.certificates().v1().certificateSigningRequests().withName("bad").delete();
        }
        admin.resource(SigningRequests.of("bad", SigningRequests.KUBELET, "O=system:nodes,CN=system:node:n1", Keys.p256(), "client auth")).create();
        admin.certificates().v1().certificateSigningRequests().withName("bad").approve(condition("Approved"));
        assertTrue(read("bad").getStatus().getConditions().getLast().getMessage().contains("usages did not match"));
    }

    /// The tenant has made itself a certificate for n1, which the platform's machine m1 runs. The machine's way into the platform is another one.
    @Test
    void aNodesCertificateOfATenantIsNoMachines() {
        String credentials = "{\"clusterId\":\"%s\",\"node\":\"n1\",\"csr\":\"x\"}".formatted(cluster.id());
        status(403, made.send("POST", plane.url("marina", "management") + "/apis/marina.dev/v1/machines/m1/nodecredentials", JSON, credentials));
        status(403, made.get(plane.url("marina", "management") + "/apis/marina.dev/v1/machines/m1"));
        status(401, made.get("https://localhost:%d/agent/tunnel".formatted(plane.config().agentPort())));
    }

    @Test
    void aNodesCertificateIsNothingInAnotherCluster() {
        plane.cluster("globex", "default");
        status(403, made.get(plane.url("globex", "default") + "/api/v1/nodes/n1"));
        plane.cluster("acme", "second");
        status(403, made.get(plane.url("acme", "second") + "/api/v1/nodes/n1"));
    }

    /// The platform's agent takes the nodes of a suspended tenant away and must go on; what has its name only must not.
    @Test
    void itIsSuspendedWithItsTenant() {
        ClusterRecord paused = plane.cluster("paused-nodes", "default");
        KeyPair pair = Keys.p256();
        KubernetesClient owner = plane.admin("paused-nodes", "default");
        owner.resource(SigningRequests.ofNode("mine", "n1", pair)).create();
        CertificateSigningRequest done = Await.until("it is signed", () -> owner.certificates().v1().certificateSigningRequests().withName("mine").get(),
                request -> request.getStatus().getCertificate() != null);
        RawClient mine = plane.withCertificate(SigningRequests.credentials(done, pair));
        RawClient agent = plane.withCertificate(plane.credentials(paused, "system:node:n1", "system:nodes"));
        String node = plane.url("paused-nodes", "default") + "/api/v1/nodes/n1";
        status(404, mine.get(node));

        Tenant tenant = new Tenant();
        tenant.setMetadata(new ObjectMetaBuilder().withName("paused-nodes").build());
        tenant.setSpec(new Tenant.Spec("id-of-paused-nodes", List.of(), "default", null, true, null));
        plane.admin("marina", "management").resource(tenant).create();

        Await.until("it is refused", () -> mine.get(node), answer -> answer.status() == 403 && answer.body().contains("is suspended"));
        status(404, agent.get(node));
    }

    @Test
    void itIsHeldToItsOwnPodsAndWhatTheseName() {
        status(200, made.get(url("/api/v1/pods?fieldSelector=spec.nodeName%3Dn1")));
        status(200, made.get(url("/api/v1/namespaces/default/secrets/of-n1")));
        status(403, made.get(url("/api/v1/pods")));
        status(403, made.get(url("/api/v1/pods?fieldSelector=spec.nodeName%3Dn2")));
        status(403, made.get(url("/api/v1/pods?fieldSelector=spec.nodeName%21%3Dn2")));
        status(403, made.get(url("/api/v1/namespaces/default/pods/on-n2")));
        status(403, made.get(url("/api/v1/namespaces/default/secrets/of-n2")));
        status(403, made.get(url("/api/v1/namespaces/kube-system/secrets/bootstrap-token-abcdef")));
        status(403, made.get(url("/api/v1/nodes")));
        status(403, made.send("PATCH", url("/api/v1/namespaces/default/pods/on-n2/status"), "application/merge-patch+json", "{\"status\":{}}"));
        status(403, made.send("POST", url("/api/v1/namespaces/default/serviceaccounts/default/token"), JSON, """
                {"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"on-n2"}}}"""));
    }

    /// An administrator may impersonate anybody, and becomes no agent by it.
    @Test
    void whoImpersonatesANodeIsHeldToTheSame() {
        RawClient administrator = plane.withCertificate(plane.credentials(cluster, "root", "system:masters"));
        status(200, asNode(administrator, "/api/v1/namespaces/default/secrets/of-n1"));
        status(403, asNode(administrator, "/api/v1/namespaces/default/secrets/of-n2"));
        status(403, asNode(administrator, "/api/v1/persistentvolumes"));
        status(403, asNode(administrator, "/apis/marina.dev/v1/nodecomponents"));
        status(403, administrator.send("GET", plane.url("marina", "management") + "/api/v1/nodes", "", "", NODE));
    }

    private static Answer asNode(RawClient client, String path) {
        return client.send("GET", url(path), "", "", NODE);
    }

    /// Volumes, snapshots and claims are the agent's, which makes them on its machine.
    @Test
    void itHasNoneOfTheAgentsRightsToVolumes() {
        status(403, made.send("POST", url("/api/v1/persistentvolumes"), JSON, """
                {"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"stolen"},"spec":{"capacity":{"storage":"1Gi"},
                 "accessModes":["ReadWriteOnce"],"csi":{"driver":"csi.marina.dev","volumeHandle":"another-tenants"}}}"""));
        status(403, made.get(url("/api/v1/persistentvolumes")));
        status(403, made.get(url("/api/v1/persistentvolumeclaims")));
        status(403, made.get(url("/apis/storage.k8s.io/v1/volumeattachments")));
        status(403, made.get(url("/apis/marina.dev/v1/nodecomponents")));
    }

    @Test
    void itWritesNoOthersNodeLeaseOrLabels() {
        String lease = "{\"apiVersion\":\"coordination.k8s.io/v1\",\"kind\":\"Lease\",\"metadata\":{\"name\":\"%s\"},\"spec\":{}}";
        String leases = url("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases");
        status(403, made.send("POST", leases, JSON, lease.formatted("n2")));
        status(201, made.send("POST", leases, JSON, lease.formatted("n1")));
        String node = "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"%s\",\"labels\":{\"%s\":\"\"}}}";
        String nodes = url("/api/v1/nodes");
        status(403, made.send("POST", nodes, JSON, node.formatted("n2", "a")));
        for (String label : List.of("node-restriction.kubernetes.io/secure", "node-role.kubernetes.io/control-plane", "marina.dev/pool")) {
            status(403, made.send("POST", nodes, JSON, node.formatted("n1", label)));
        }
        status(201, made.send("POST", nodes, JSON, node.formatted("n1", "topology.kubernetes.io/zone")));
        status(403, made.send("PATCH", nodes + "/n1", "application/merge-patch+json", "{\"spec\":{\"taints\":[{\"key\":\"a\",\"effect\":\"NoSchedule\"}]}}"));
        status(403, made.send("DELETE", nodes + "/n1", "", ""));
    }
}
