package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.apiserver.pki.Keys;
import dev.marina.apiserver.pki.Pem;
import dev.marina.store.ClusterRecord;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestConditionBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Requests for certificates: who asks, who approves, who signs.
class CertificatesTest {

    private static final String CLIENT = "kubernetes.io/kube-apiserver-client";
    private static final String OTHERS = "example.com/signer";

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static ClusterRecord cluster;
    private static KubernetesClient admin;

    @BeforeAll
    static void aCluster() {
        cluster = plane.cluster("acme", "certificates");
        admin = plane.admin("acme", "certificates");
    }

    private static CertificateSigningRequest asked(String name, String signer, String subject, KeyPair pair, String... usages) {
        return SigningRequests.of(name, signer, subject, pair, usages);
    }

    private static CertificateSigningRequestCondition condition(String type) {
        return new CertificateSigningRequestConditionBuilder().withType(type).withStatus("True").withReason("Test").withMessage("as asked").build();
    }

    private static CertificateSigningRequest approved(KubernetesClient client, String name, String type) {
        return client.certificates().v1().certificateSigningRequests().withName(name).approve(condition(type));
    }

    private static CertificateSigningRequest read(String name) {
        return admin.certificates().v1().certificateSigningRequests().withName(name).get();
    }

    /// The certificate is there with the approval, and lets its holder in under the name that was asked for.
    @Test
    void anApprovedClientGetsItsCertificate() {
        KeyPair pair = Keys.p256();
        CertificateSigningRequest created = admin.resource(asked("jane", CLIENT, "O=developers,CN=jane", pair, "client auth", "digital signature")).create();
        assertEquals("test-admin", created.getSpec().getUsername());
        assertTrue(created.getSpec().getGroups().contains("system:masters"));

        approved(admin, "jane", "Approved");

        CertificateSigningRequest done = read("jane");
        String pem = new String(Base64.getDecoder().decode(done.getStatus().getCertificate()), StandardCharsets.US_ASCII);
        X509Certificate certificate = Pem.certificate(pem);
        assertEquals(pair.getPublic(), certificate.getPublicKey());
        RawClient jane = plane.withCertificate(new ControlPlaneExtension.Credentials(pem, "", Pem.privateKey(pair.getPrivate())));
        RawClient.Answer self = jane.send("POST", plane.url("acme", "certificates") + "/apis/authentication.k8s.io/v1/selfsubjectreviews", "application/json",
                "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}");
        assertTrue(self.body().contains("\"username\":\"jane\"") && self.body().contains("\"developers\""), self.body());
        assertFalse(done.getStatus().getConditions().getFirst().getLastUpdateTime().isEmpty());
    }

    @Test
    void nobodyBecomesAMasterOrThePlatform() {
        for (String subject : List.of("O=system:masters,CN=x", "O=marina:machines,CN=x", "O=system:nodes,CN=system:node:x", "CN=marina:tenancy")) {
            KubernetesClientException refused = assertThrows(KubernetesClientException.class,
                    () -> admin.resource(asked("greedy", CLIENT, subject, Keys.p256(), "client auth")).create());
            assertEquals(403, refused.getCode(), subject);
        }
    }

    @Test
    void whatASignerDoesNotSignFailsAndStaysFailed() {
        admin.resource(asked("server", CLIENT, "CN=x", Keys.p256(), "server auth")).create();
        approved(admin, "server", "Approved");
        CertificateSigningRequest done = read("server");
        assertEquals(List.of("Approved", "Failed"), done.getStatus().getConditions().stream().map(CertificateSigningRequestCondition::getType).toList());
        assertTrue(done.getStatus().getCertificate() == null || done.getStatus().getCertificate().isEmpty());
    }

    @Test
    void aNodesServingCertificateIsOnlyItsOwn() {
        admin.resource(asked("serving", "kubernetes.io/kubelet-serving", "O=system:nodes,CN=system:node:n1", Keys.p256(), "server auth")).create();
        approved(admin, "serving", "Approved");
        assertEquals("SignerValidationFailure", read("serving").getStatus().getConditions().get(1).getReason());
    }

    @Test
    void anothersSignerIsLeftToOthersAndADecisionStays() {
        admin.resource(asked("foreign", OTHERS, "CN=x", Keys.p256(), "client auth")).create();
        approved(admin, "foreign", "Approved");
        CertificateSigningRequest done = read("foreign");
        assertTrue(done.getStatus().getCertificate() == null || done.getStatus().getCertificate().isEmpty());
        KubernetesClientException both = assertThrows(KubernetesClientException.class, () -> approved(admin, "foreign", "Denied"));
        assertEquals(422, both.getCode());
    }

    @Test
    void aSignerFindsWhatIsForIt() {
        admin.resource(asked("for-it", "example.com/finds", "CN=x", Keys.p256(), "client auth")).create();
        admin.resource(asked("for-others", OTHERS, "CN=x", Keys.p256(), "client auth")).create();
        assertEquals(List.of("for-it"), admin.certificates().v1().certificateSigningRequests().withField("spec.signerName", "example.com/finds").list()
                .getItems().stream().map(request -> request.getMetadata().getName()).toList());
    }

    @Test
    void anApprovalChangesConditionsAndMetadataAndNothingElse() {
        admin.resource(asked("annotated", OTHERS, "CN=x", Keys.p256(), "client auth")).create();
        String url = plane.url("acme", "certificates") + "/apis/certificates.k8s.io/v1/certificatesigningrequests/annotated/approval";
        RawClient client = plane.withCertificate(plane.credentials(cluster, "approver", "system:masters"));
        RawClient.Answer answer = client.send("PATCH", url, "application/merge-patch+json", """
                {"metadata":{"annotations":{"by":"me"}},"spec":{"username":"root","signerName":"example.com/other"},
                 "status":{"certificate":"bm9uZQ==","conditions":[{"type":"ApprovalPatch","status":"True","reason":"e2e"}]}}""");
        assertEquals(200, answer.status(), answer.body());
        CertificateSigningRequest done = read("annotated");
        assertEquals("me", done.getMetadata().getAnnotations().get("by"));
        assertEquals("ApprovalPatch", done.getStatus().getConditions().getFirst().getType());
        assertEquals("test-admin " + OTHERS, done.getSpec().getUsername() + " " + done.getSpec().getSignerName());
        assertTrue(done.getStatus().getCertificate() == null || done.getStatus().getCertificate().isEmpty());
    }

    @Test
    void theStatusTakesACertificateAndNoApproval() {
        admin.resource(asked("signed", OTHERS, "CN=x", Keys.p256(), "client auth")).create();
        String url = plane.url("acme", "certificates") + "/apis/certificates.k8s.io/v1/certificatesigningrequests/signed/status";
        RawClient client = plane.withCertificate(plane.credentials(cluster, "signer", "system:masters"));
        String conditions = "{\"status\":{\"conditions\":[{\"type\":\"Approved\",\"status\":\"True\"}]}}";
        assertEquals(422, client.send("PATCH", url, "application/merge-patch+json", conditions).status());
        assertEquals(422, client.send("PATCH", url, "application/merge-patch+json", "{\"status\":{\"certificate\":\"bm9uZQ==\"}}").status());
        String pem = Base64.getEncoder().encodeToString(plane.serverCa().getBytes(StandardCharsets.US_ASCII));
        RawClient.Answer set = client.send("PATCH", url, "application/merge-patch+json", "{\"status\":{\"certificate\":\"" + pem + "\"}}");
        assertEquals(200, set.status(), set.body());
        assertEquals(422, client.send("PATCH", url, "application/merge-patch+json", "{\"status\":{\"certificate\":null}}").status());
    }

    /// Whoever may change requests on their way may not sign.
    @Test
    void aCertificateThatAPolicyPutsInIsNone() {
        String url = plane.url("acme", "certificates") + "/apis/admissionregistration.k8s.io/v1/";
        RawClient client = plane.withCertificate(plane.credentials(cluster, "forger", "system:masters"));
        String pem = Base64.getEncoder().encodeToString(plane.serverCa().getBytes(StandardCharsets.US_ASCII));
        RawClient.Answer policy = client.send("POST", url + "mutatingadmissionpolicies", "application/json", """
                {"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingAdmissionPolicy","metadata":{"name":"forger"},"spec":{
                 "matchConstraints":{"resourceRules":[{"apiGroups":["certificates.k8s.io"],"apiVersions":["v1"],"operations":["UPDATE"],
                  "resources":["certificatesigningrequests/approval"]}]},
                 "matchConditions":[{"name":"victim","expression":"object.metadata.name == 'victim'"}],"failurePolicy":"Fail","reinvocationPolicy":"Never",
                 "mutations":[{"patchType":"JSONPatch","jsonPatch":{"expression":"[JSONPatch{op: 'add', path: '/status/certificate', value: '%s'}]"}}]}}"""
                .formatted(pem));
        assertEquals(201, policy.status(), policy.body());
        RawClient.Answer binding = client.send("POST", url + "mutatingadmissionpolicybindings", "application/json", """
                {"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingAdmissionPolicyBinding","metadata":{"name":"forger"},
                 "spec":{"policyName":"forger"}}""");
        assertEquals(201, binding.status(), binding.body());
        admin.resource(asked("victim", OTHERS, "CN=x", Keys.p256(), "client auth")).create();

        KubernetesClientException refused = assertThrows(KubernetesClientException.class, () -> approved(admin, "victim", "Approved"));

        assertEquals(403, refused.getCode(), refused.getMessage());
        assertTrue(read("victim").getStatus().getConditions().isEmpty());
    }

    @Test
    void approvingTakesTheRightToTheSigner() {
        admin.resource(asked("pending", OTHERS, "CN=x", Keys.p256(), "client auth")).create();
        admin.resource(new ClusterRoleBuilder().withNewMetadata().withName("approver").endMetadata()
                .addNewRule().withApiGroups("certificates.k8s.io").withResources("certificatesigningrequests", "certificatesigningrequests/approval")
                .withVerbs("get", "update", "patch").endRule().build()).create();
        admin.resource(new ClusterRoleBindingBuilder().withNewMetadata().withName("approver").endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "approver").addNewSubject("rbac.authorization.k8s.io", "User", "bob", null).build())
                .create();
        KubernetesClient bob = plane.client("acme", "certificates", "bob");
        KubernetesClientException refused = assertThrows(KubernetesClientException.class, () -> approved(bob, "pending", "Approved"));
        assertTrue(refused.getMessage().contains("user not permitted to approve requests with signerName \"example.com/signer\""), refused.getMessage());

        admin.resource(new ClusterRoleBuilder().withNewMetadata().withName("of-signer").endMetadata()
                .addNewRule().withApiGroups("certificates.k8s.io").withResources("signers").withResourceNames("example.com/*").withVerbs("approve").endRule()
                .build()).create();
        admin.resource(new ClusterRoleBindingBuilder().withNewMetadata().withName("of-signer").endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "of-signer").addNewSubject("rbac.authorization.k8s.io", "User", "bob", null)
                .build())
                .create();
        approved(bob, "pending", "Approved");
        assertEquals("Approved", read("pending").getStatus().getConditions().getFirst().getType());
    }

    @Test
    void aRequestThatIsNoneIsRefused() {
        CertificateSigningRequest broken = asked("broken", "kubernetes.io/legacy-unknown", "CN=x", Keys.p256(), "client auth", "flying", "client auth");
        broken.getSpec().setRequest(Base64.getEncoder().encodeToString("no".getBytes(StandardCharsets.US_ASCII)));
        broken.getSpec().setExpirationSeconds(10);
        KubernetesClientException refused = assertThrows(KubernetesClientException.class, () -> admin.resource(broken).create());
        assertEquals(List.of("spec.request", "spec.usages[1]", "spec.usages[2]", "spec.signerName", "spec.expirationSeconds"),
                refused.getStatus().getDetails().getCauses().stream().map(cause -> cause.getField()).toList());
    }
}
