package dev.marina.tenancy.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.model.PlanLimits;
import dev.marina.model.Tenant;
import dev.marina.tenancy.management.ControlPlaneCalls;
import dev.marina.tenancy.management.KubernetesManagementCluster;
import dev.marina.tenancy.management.ManagementCluster.Credentials;
import dev.marina.tenancy.management.WantedTenant;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.testing.Await;
import dev.marina.testing.ControlPlaneExtension;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Against a real control plane, with the identity and the rights that tenancy has in an installation.
class UserCertificateTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    @Test
    void aCertificateNamesTheSubjectAndIsForWhoHasTheAddress() throws Exception {
        var management = new KubernetesManagementCluster(plane.pki().resolve("tenancy.kubeconfig"), new ControlPlaneCalls());
        UUID id = UUID.randomUUID();
        management.publish("certified",
                () -> new WantedTenant(1, new Tenant.Spec(id.toString(), List.of(new Tenant.Member("s-ann", "ann@certified.test", "owner")),
                        "default", new PlanLimits("2", "4", "4", "8Gi", "20Gi", "64Mi", "30"), null, null)));
        management.awaitReady("certified");
        management.createCluster(id, "certified", "default");
        Await.until("the cluster is ready", () -> management.cluster("certified", "default").filter(cluster -> cluster.phase().equals("Ready")).isPresent());

        Credentials signed = management.issue("certified", "default", UserKey.generate().csrPem("ann@certified.test", "s-ann"), Duration.ofHours(1));

        try (PEMParser parser = new PEMParser(new StringReader(signed.certificate()))) {
            assertEquals("O=marina:user,CN=ann@certified.test,UID=s-ann", ((X509CertificateHolder) parser.readObject()).getSubject().toString());
        }
        assertThrows(ProblemException.class, () -> management.issue("certified", "default",
                UserKey.generate().csrPem("ann@certified.test", "s-who-had-the-address-before"), Duration.ofHours(1)));
    }
}
