package dev.marina.controllers.certificateapproval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApprovalReconcilerTest {

    private static List<String> conditions(TestWorld world, ClusterId cluster) {
        return world.require(cluster, Types.SIGNING_REQUESTS, "", "r").getStatus().getConditions().stream()
                .map(CertificateSigningRequestCondition::getType).toList();
    }

    @Test
    void itApprovesOnceAndKeepsWhatOthersSaid() throws Exception {
        try (TestWorld world = new TestWorld()) {
            ClusterId acme = world.cluster("acme");
            world.writes(acme).create(Types.SIGNING_REQUESTS, Requests.of(Requests.BOOTSTRAPPER, "O=system:nodes,CN=system:node:n1",
                    "digital signature", "client auth").edit().editStatus().addNewCondition().withType("Remarked").withStatus("True").endCondition()
                    .endStatus().build());
            ApprovalReconciler reconciler = new ApprovalReconciler((_, request, permission) -> request.getSpec().getUsername()
                    .equals(Requests.BOOTSTRAPPER) && permission.equals("nodeclient"));

            world.reconcile(reconciler, acme, "", "r");
            world.reconcile(reconciler, acme, "", "r");

            assertEquals(List.of("Remarked", "Approved"), conditions(world, acme));
        }
    }

    @Test
    void whatNobodyMayStaysOpen() throws Exception {
        try (TestWorld world = new TestWorld()) {
            ClusterId acme = world.cluster("acme");
            world.writes(acme).create(Types.SIGNING_REQUESTS,
                    Requests.of(Requests.BOOTSTRAPPER, "O=system:nodes,CN=system:node:n1", "digital signature", "client auth"));

            world.reconcile(new ApprovalReconciler((_, _, _) -> false), acme, "", "r");

            assertEquals(List.of(), conditions(world, acme));
        }
    }
}
