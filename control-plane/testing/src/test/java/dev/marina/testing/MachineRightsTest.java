package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Document;
import dev.marina.apiserver.pki.Keys;
import dev.marina.apiserver.pki.Pem;
import dev.marina.model.Machine;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.ControlPlaneExtension.Credentials;
import dev.marina.testing.RawClient.Answer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two machines, one of them in the wrong hands: it must not get at the nodes of the other, nor at any node that nobody gave it.
class MachineRightsTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String MACHINES = "/apis/marina.dev/v1/machines";
    private static final String MERGE = "application/merge-patch+json";
    private static final String JSON = "application/json";

    private static ClusterRecord victim;
    private static RawClient stolen;

    @BeforeAll
    static void twoMachines() {
        victim = plane.cluster("acme", "default");
        for (String name : List.of("good", "stolen")) {
            Machine machine = new Machine();
            machine.setMetadata(new ObjectMetaBuilder().withName(name).build());
            machine.setSpec(new Machine.Spec(name.equals("good")
                    ? List.of(new Machine.AssignedNode(victim.id().value(), "acme", "default", "default", "n1", 1, 100,
                            "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", "100.64.0.7", "1", "1Gi", List.of()))
                    : List.of()));
            plane.admin("marina", "management").resource(machine).create();
        }
        stolen = machine("stolen");
    }

    private static RawClient machine(String name) {
        return plane.withCertificate(plane.credentials(plane.management(), "marina:machine:" + name, "marina:machines"));
    }

    private static String url(String path) {
        return plane.url("marina", "management") + path;
    }

    private static String nodes() {
        return "{\"spec\":{\"nodes\":[{\"clusterId\":\"%s\",\"name\":\"n9\",\"index\":9,\"vni\":100}]}}".formatted(victim.id());
    }

    private static void refused(Answer answer) {
        assertEquals(403, answer.status(), answer.body());
    }

    @Test
    void itDoesNotGiveItselfNodes() {
        refused(stolen.send("PATCH", url(MACHINES + "/stolen"), MERGE, nodes()));
        // what the list does not say is not signed
        String csr = "{\"clusterId\":\"%s\",\"node\":\"n9\",\"csr\":\"x\"}".formatted(victim.id());
        refused(stolen.send("POST", url(MACHINES + "/stolen/nodecredentials"), JSON, csr));
    }

    @Test
    void itDoesNotAnnounceItselfWithNodes() {
        RawClient fresh = machine("fresh");
        String metadata = "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"Machine\",\"metadata\":{\"name\":\"fresh\"},";
        refused(fresh.send("POST", url(MACHINES), JSON, metadata + nodes().substring(1)));
        assertEquals(201, fresh.send("POST", url(MACHINES), JSON, metadata + "\"spec\":{}}").status());
    }

    @Test
    void itDoesNotTouchOrReadTheOther() {
        refused(stolen.send("PATCH", url(MACHINES + "/good"), MERGE, "{\"spec\":{\"nodes\":[]}}"));
        refused(stolen.send("PATCH", url(MACHINES + "/good/status"), MERGE, "{\"status\":{\"cpu\":\"1\"}}"));
        refused(stolen.send("DELETE", url(MACHINES + "/good"), "", ""));
        refused(stolen.send("POST", url(MACHINES), JSON,
                "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"Machine\",\"metadata\":{\"name\":\"third\"},\"spec\":{}}"));
        refused(stolen.get(url(MACHINES)));
        refused(stolen.get(url(MACHINES + "/good")));
        refused(stolen.get(url(MACHINES + "?watch=true&fieldSelector=metadata.name%3Dgood")));
        String csr = "{\"clusterId\":\"%s\",\"node\":\"n1\",\"csr\":\"x\"}".formatted(victim.id());
        refused(stolen.send("POST", url(MACHINES + "/good/nodecredentials"), JSON, csr));
    }

    @Test
    void itWritesNothingElse() {
        refused(stolen.send("DELETE", url(MACHINES + "/stolen"), "", ""));
        refused(stolen.send("PATCH", url("/apis/marina.dev/v1/namespaces/acme/clusters/default"), MERGE, "{}"));
        refused(stolen.get(url("/api/v1/namespaces/kube-system/secrets")));
        refused(stolen.get(url("/api/v1/configmaps")));
        refused(stolen.send("PATCH", url(MACHINES + "/stolen/status"), MERGE, "{\"metadata\":{\"labels\":{\"zone\":\"vault\"}},\"status\":{}}"));
    }

    @Test
    void itRenewsItsOwnLeaseAndNoOther() {
        String leases = url("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases");
        String lease = "{\"apiVersion\":\"coordination.k8s.io/v1\",\"kind\":\"Lease\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"holderIdentity\":\"%s\"}}";
        assertEquals(201, stolen.send("POST", leases, JSON, lease.formatted("stolen", "stolen")).status());
        assertEquals(200, stolen.send("PATCH", leases + "/stolen", MERGE, "{\"spec\":{\"renewTime\":\"2030-01-01T00:00:00.000000Z\"}}").status());
        refused(stolen.send("POST", leases, JSON, lease.formatted("good", "stolen")));
        refused(stolen.send("PATCH", leases + "/good", MERGE, "{\"spec\":{}}"));
        refused(stolen.send("DELETE", leases + "/stolen", "", ""));
        refused(stolen.send("POST", url("/apis/coordination.k8s.io/v1/namespaces/default/leases"), JSON, lease.formatted("stolen", "stolen")));
    }

    @Test
    void itReportsAndReadsItsOwn() {
        assertEquals(200, stolen.send("PATCH", url(MACHINES + "/stolen/status"), MERGE, "{\"status\":{\"cpu\":\"2\"}}").status());
        assertEquals(200, stolen.get(url(MACHINES + "/stolen")).status());
        assertEquals(200, stolen.get(url(MACHINES + "?fieldSelector=metadata.name%3Dstolen")).status());
        assertEquals(200, stolen.get(url("/apis/marina.dev/v1/clusters")).status());
        assertEquals(200, stolen.get(url("/apis")).status());
    }

    @Test
    void nobodyOfTheGroupWithoutAMachinesNameHasRights() {
        RawClient nameless = plane.withCertificate(plane.credentials(plane.management(), "somebody", "marina:machines"));
        refused(nameless.get(url(MACHINES)));
        refused(nameless.send("POST", url(MACHINES), JSON,
                "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"Machine\",\"metadata\":{\"generateName\":\"x\"},\"spec\":{}}"));
    }

    @Test
    void aNodesCertificateThatIsOverIsTakenByNobody() throws Exception {
        for (boolean expired : new boolean[] {false, true}) {
            KeyPair pair = Keys.p256();
            String csr = Pem.encode("CERTIFICATE REQUEST", new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=system:node:n1,O=system:nodes"),
                    pair.getPublic()).build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())).getEncoded());
            Answer answer = machine("good").send("POST", url(MACHINES + "/good/nodecredentials"), JSON, Document.mapper().createObjectNode()
                    .put("clusterId", victim.id().value()).put("node", "n1").put("csr", csr).put("expired", expired).toString());
            assertEquals(201, answer.status(), answer.body());
            String certificate = Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).text("certificate");
            RawClient node = plane.withCertificate(new Credentials(certificate, Pem.ecPrivateKey(pair.getPrivate()), Pem.privateKey(pair.getPrivate())));
            assertEquals(expired ? 401 : 200, node.get(plane.url("acme", "default") + "/api/v1/nodes").status());
        }
    }

    @Test
    void theMachineOfANodeIsHeard() {
        Answer answer = machine("good").send("POST", url(MACHINES + "/good/nodecredentials"), JSON,
                "{\"clusterId\":\"%s\",\"node\":\"n1\",\"csr\":\"no request\"}".formatted(victim.id()));
        assertEquals(400, answer.status(), answer.body());
    }
}
