package dev.marina.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Certificates of tenants that are their own authority.
final class SelfSigned {

    private SelfSigned() {}

    /// A Secret `secure`, as YAML; the certificate is then also `<tenant>.crt` in the directory.
    ///
    /// @param names that it is good for, the main one first
    static String secret(Path directory, Tenant tenant, String... names) throws IOException {
        Path key = directory.resolve(tenant.name() + ".key");
        Path certificate = directory.resolve(tenant.name() + ".crt");
        String alternatives = Stream.of(names).map("DNS:"::concat).collect(Collectors.joining(","));
        Program.run(directory, Map.of(), Duration.ofSeconds(60), List.of("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=" + names[0] + "/O=" + tenant.name(), "-addext",
                "subjectAltName=" + alternatives, "-keyout", key.toString(), "-out", certificate.toString())).succeeded();
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: secure}
                type: kubernetes.io/tls
                data: {tls.crt: %s, tls.key: %s}
                ---
                """.formatted(Base64.getEncoder().encodeToString(Files.readAllBytes(certificate)), Base64.getEncoder().encodeToString(Files.readAllBytes(key)));
    }
}
