package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Certificates that a cluster gives: who holds one is let into that cluster, with the rights of its name, and into no other.
@Order(3)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FurtherApisE2E {

    private static final Duration SOON = Duration.ofSeconds(30);

    private Marina marina;
    private Tenant own;
    private Tenant other;

    @BeforeAll
    void twoTenants(Marina given) {
        marina = given;
        own = marina.signUp("signing").awaitReady();
        other = marina.signUp("foreign").awaitReady();
    }

    @Test
    void whoIsApprovedLogsInWithTheCertificateHereAndNowhereElse(@TempDir Path directory) throws IOException {
        request("jane", directory);
        assertEquals("", certificate("jane"), "before anybody approved");

        own.kubectl("certificate", "approve", "jane").succeeded();

        String encoded = Await.until("the certificate is there", SOON, () -> certificate("jane"), text -> !text.isEmpty());
        Files.write(directory.resolve("jane.crt"), Base64.getDecoder().decode(encoded));
        Program self = as("jane", directory, own, "auth", "whoami").succeeded();
        assertTrue(self.output().contains("jane") && self.output().contains("developers"), self.output());
        refused("orbidden", as("jane", directory, own, "get", "configmaps"));

        own.kubectl("create", "role", "reader", "--verb=get,list", "--resource=configmaps").succeeded();
        own.kubectl("create", "rolebinding", "developers-read", "--role=reader", "--group=developers").succeeded();

        Await.until("the group's right holds", SOON, () -> as("jane", directory, own, "get", "configmaps"), answer -> answer.exitCode() == 0);
        refused("orbidden", as("jane", directory, own, "get", "secrets"));
        refused("orbidden", as("jane", directory, own, "get", "configmaps", "-n", "kube-system"));

        other.kubectl("create", "role", "reader", "--verb=get,list", "--resource=configmaps").succeeded();
        other.kubectl("create", "rolebinding", "developers-read", "--role=reader", "--group=developers").succeeded();
        other.kubectl("create", "rolebinding", "jane-reads", "--role=reader", "--user=jane").succeeded();
        refused("not a member of tenant", as("jane", directory, other, "get", "configmaps"));
        as("jane", directory, other, "auth", "whoami").failed();
    }

    @Test
    void whoIsDeniedGetsNoCertificate(@TempDir Path directory) throws IOException {
        request("joe", directory);

        own.kubectl("certificate", "deny", "joe").succeeded();

        assertEquals("Denied", own.kubectl("get", "csr", "joe", "-o", "jsonpath={.status.conditions[*].type}").succeeded().output());
        own.kubectl("certificate", "approve", "joe").failed();
        assertEquals("", certificate("joe"));
    }

    private void request(String user, Path directory) throws IOException {
        Program.run(directory, Map.of(), SOON, List.of("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-keyout", user + ".key", "-out", user + ".csr", "-subj", "/O=developers/CN=" + user)).succeeded();
        own.kubectlWithInput("""
                apiVersion: certificates.k8s.io/v1
                kind: CertificateSigningRequest
                metadata: {name: %s}
                spec: {signerName: kubernetes.io/kube-apiserver-client, usages: [client auth], expirationSeconds: 3600, request: %s}
                """.formatted(user, Base64.getEncoder().encodeToString(Files.readAllBytes(directory.resolve(user + ".csr")))), "apply", "-f", "-").succeeded();
    }

    private String certificate(String name) {
        return own.kubectl("get", "csr", name, "-o", "jsonpath={.status.certificate}").succeeded().output().trim();
    }

    private Program as(String user, Path directory, Tenant cluster, String... arguments) {
        List<String> command = new ArrayList<>(List.of("kubectl", "--server=" + marina.apiServer() + "/clusters/" + cluster.name() + "/default",
                "--certificate-authority=" + marina.home().resolve("pki/ca.pem"),
                "--client-certificate=" + directory.resolve(user + ".crt"), "--client-key=" + directory.resolve(user + ".key")));
        command.addAll(List.of(arguments));
        return Program.run(Marina.CHECKOUT, Map.of("KUBECONFIG", "/dev/null"), SOON, command);
    }

    private static void refused(String why, Program answer) {
        assertTrue(answer.failed().output().contains(why), answer.output());
    }
}
