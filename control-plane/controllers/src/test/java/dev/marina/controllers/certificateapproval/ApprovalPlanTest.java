package dev.marina.controllers.certificateapproval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApprovalPlanTest {

    private static final String NODE = "O=system:nodes,CN=system:node:n1";
    private static final String[] USAGES = {"digital signature", "client auth"};

    private final List<String> asked = new ArrayList<>();

    private ApprovalPlan plan(CertificateSigningRequest request, String... allowed) {
        return ApprovalPlan.of(request, permission -> {
            asked.add(permission);
            return List.of(allowed).contains(permission);
        });
    }

    @Test
    void whoMayRequestForNodesIsApproved() {
        assertEquals(new ApprovalPlan.Approve("Auto approving kubelet client certificate after SubjectAccessReview."),
                plan(Requests.of(Requests.BOOTSTRAPPER, NODE, USAGES), "nodeclient", "selfnodeclient"));
        assertEquals(List.of("nodeclient"), asked, "a stranger is not asked about the node's own right");
    }

    @Test
    void aNodeThatRenewsItsOwnIsApprovedAsItself() {
        assertEquals(new ApprovalPlan.Approve("Auto approving self kubelet client certificate after SubjectAccessReview."),
                plan(Requests.of("system:node:n1", NODE, USAGES), "selfnodeclient"));
    }

    @Test
    void aNodeThatAsksForAnotherIsNot() {
        assertInstanceOf(ApprovalPlan.Leave.class, plan(Requests.of("system:node:n2", NODE, USAGES), "selfnodeclient"));
    }

    @Test
    void whoMayNotIsLeftToTheAdministrator() {
        assertInstanceOf(ApprovalPlan.Leave.class, plan(Requests.of(Requests.BOOTSTRAPPER, NODE, USAGES)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"O=system:masters,CN=system:node:n1", "O=system:nodes,O=system:masters,CN=system:node:n1", "CN=system:node:n1",
            "O=system:nodes,CN=admin", "O=system:nodes,CN=system:node:", "O=system:nodes,CN=system:node:../n1", "O=system:nodes",
            "O=system:nodes,CN=system:node:n1,CN=system:node:n2"})
    void whatIsNoNodeIsNotLookedAt(String subject) {
        assertInstanceOf(ApprovalPlan.Leave.class, plan(Requests.of(Requests.BOOTSTRAPPER, subject, USAGES), "nodeclient", "selfnodeclient"));
        assertEquals(List.of(), asked);
    }

    @ParameterizedTest
    @CsvSource({"client auth, client auth", "server auth, digital signature", "client auth, server auth"})
    void otherUsagesAreNoKubelets(String one, String other) {
        assertInstanceOf(ApprovalPlan.Leave.class, plan(Requests.of(Requests.BOOTSTRAPPER, NODE, one, other), "nodeclient"));
    }

    @Test
    void anRsaKeyIsAskedForWithOneUsageMore() {
        assertInstanceOf(ApprovalPlan.Approve.class,
                plan(Requests.of(Requests.BOOTSTRAPPER, NODE, "client auth", "key encipherment", "digital signature"), "nodeclient"));
    }

    @Test
    void alternativeNamesAndOtherSignersAreNoKubeletClients() {
        assertInstanceOf(ApprovalPlan.Leave.class, plan(Requests.whole(Requests.BOOTSTRAPPER, Requests.KUBELET, NODE, "n1.example", USAGES), "nodeclient"));
        assertInstanceOf(ApprovalPlan.Leave.class,
                plan(Requests.whole(Requests.BOOTSTRAPPER, "kubernetes.io/kubelet-serving", NODE, "", USAGES), "nodeclient"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Approved", "Denied"})
    void aDecisionStays(String decision) {
        CertificateSigningRequest decided = new CertificateSigningRequestBuilder(Requests.of(Requests.BOOTSTRAPPER, NODE, USAGES)).editStatus()
                .addNewCondition().withType(decision).withStatus("True").endCondition().endStatus().build();
        assertInstanceOf(ApprovalPlan.Leave.class, plan(decided, "nodeclient"));
    }

    @Test
    void whatCannotBeReadIsNobodysNodes() {
        CertificateSigningRequest broken = new CertificateSigningRequestBuilder(Requests.of(Requests.BOOTSTRAPPER, NODE, USAGES)).editSpec()
                .withRequest("LS0tLS1CRUdJTg==").endSpec().build();
        assertInstanceOf(ApprovalPlan.Leave.class, plan(broken, "nodeclient"));
    }
}
