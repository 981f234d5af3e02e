package dev.marina.tenancy.cluster;

import dev.marina.tenancy.management.ManagementCluster.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The file that kubectl reads.
final class Kubeconfig {

    private Kubeconfig() {}

    static String of(String tenant, String cluster, String email, Credentials credentials, String privatePem) {
        String context = tenant + "-" + cluster;
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: %1$s
                  cluster:
                    server: %2$s
                    certificate-authority-data: %3$s
                users:
                - name: %4$s
                  user:
                    client-certificate-data: %5$s
                    client-key-data: %6$s
                contexts:
                - name: %1$s
                  context:
                    cluster: %1$s
                    user: %4$s
                    namespace: default
                current-context: %1$s
                """.formatted(context, credentials.server(), base64(credentials.serverCa()), email, base64(credentials.certificate()), base64(privatePem));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
