package dev.marina.apiserver.pki;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A kubeconfig with a client certificate.
final class Kubeconfig {

    private Kubeconfig() {}

    static String of(String server, String serverCa, String user, String certificate, String key) {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: marina
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                users:
                - name: %s
                  user:
                    client-certificate-data: %s
                    client-key-data: %s
                contexts:
                - name: marina
                  context:
                    cluster: marina
                    user: %s
                current-context: marina
                """.formatted(server, base64(serverCa), user, base64(certificate), base64(key), user);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
