package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.apiserver.pki.Keys;
import dev.marina.apiserver.pki.Pem;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.Kubectl.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// How a node joins, with an unmodified kubectl, as docs/bootstrap-tokens.md walks through it.
class TlsBootstrapKubectlIT {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String SIGNING = "--clusterrole=system:certificates.k8s.io:certificatesigningrequests:";
    private static final String WORKERS = "--group=system:bootstrappers:workers";

    @TempDir
    static Path files;

    private static Path kubeconfig;
    private static Kubectl owner;

    @BeforeAll
    static void anOwner() {
        ClusterRecord cluster = plane.cluster("acme", "joining");
        kubeconfig = plane.kubeconfig(cluster, "owner", "marina:acme:owner");
        owner = new Kubectl(kubeconfig);
    }

    /// The same server, and somebody else.
    private static Kubectl as(String user) throws Exception {
        String text = Files.readString(kubeconfig).replaceAll("(?m)^users:.*$", "users: [{name: u, user: {" + user + "}}]");
        return new Kubectl(Files.writeString(Files.createTempFile(files, "kubeconfig", ".yaml"), text));
    }

    private static void done(Result result) {
        assertEquals(0, result.exit(), result.output());
    }

    @Test
    void aMachineWithATokenBecomesANode() throws Exception {
        done(owner.run("""
                apiVersion: v1
                kind: Secret
                metadata: {name: bootstrap-token-abcdef, namespace: kube-system}
                type: bootstrap.kubernetes.io/token
                stringData:
                  token-id: abcdef
                  token-secret: 0123456789abcdef
                  usage-bootstrap-authentication: "true"
                  auth-extra-groups: system:bootstrappers:workers
                """, "create", "-f", "-"));
        done(owner.run("", "create", "clusterrolebinding", "join", "--clusterrole=system:node-bootstrapper", WORKERS));
        done(owner.run("", "create", "clusterrolebinding", "approve", SIGNING + "nodeclient", WORKERS));
        Kubectl joining = as("token: abcdef.0123456789abcdef");
        Result self = joining.run("", "auth", "whoami");
        assertTrue(self.output().contains("system:bootstrap:abcdef"), self.output());
        assertEquals(1, joining.run("", "get", "nodes").exit());

        KeyPair pair = Keys.p256();
        done(joining.run("""
                apiVersion: certificates.k8s.io/v1
                kind: CertificateSigningRequest
                metadata: {name: own-1}
                spec:
                  request: %s
                  signerName: kubernetes.io/kube-apiserver-client-kubelet
                  usages: [digital signature, client auth]
                  expirationSeconds: 86400
                """.formatted(SigningRequests.ofNode("own-1", "own-1", pair).getSpec().getRequest()), "create", "-f", "-"));
        done(owner.run("", "wait", "--for=condition=Approved", "csr/own-1", "--timeout=60s"));
        String listed = owner.run("", "get", "csr", "own-1").output();
        assertTrue(listed.contains("system:bootstrap:abcdef") && listed.contains("Approved,Issued"), listed);

        String certificate = owner.run("", "get", "csr", "own-1", "-o", "jsonpath={.status.certificate}").output();
        String key = Base64.getEncoder().encodeToString(Pem.ecPrivateKey(pair.getPrivate()).getBytes(StandardCharsets.US_ASCII));
        Kubectl node = as("client-certificate-data: %s, client-key-data: %s".formatted(certificate, key));
        assertTrue(node.run("", "auth", "whoami").output().contains("system:node:own-1"));
        done(node.run("{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"own-1\"}}", "create", "-f", "-"));
        Result all = node.run("", "get", "secrets", "-A");
        assertEquals(1, all.exit(), all.output());

        done(owner.run("", "-n", "kube-system", "delete", "secret", "bootstrap-token-abcdef"));
        Result gone = joining.run("", "auth", "whoami");
        assertTrue(gone.exit() != 0 && gone.output().contains("logged in"), gone.output());
    }
}
