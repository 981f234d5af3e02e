package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Certificates of listeners: Secrets of the Gateway's namespace, or of one that lets it by a ReferenceGrant.
final class GatewayCertificates {

    private final IngressWorld world;
    private final GatewayWorld gateways;
    private final Map<String, byte[]> files = new TreeMap<>();

    GatewayCertificates(IngressWorld world, GatewayWorld gateways) {
        this.world = world;
        this.gateways = gateways;
    }

    Map<String, byte[]> files() {
        return files;
    }

    /// The file's name; empty, and said among the problems, where there is none that nginx would take. Only the first reference counts: nginx
    /// shows one certificate of a kind for a name.
    Optional<String> of(GatewayObject gateway, JsonNode tls, List<Condition> problems) {
        if (!tls.path("mode").asText("Terminate").equals("Terminate")) {
            problems.add(new Condition("Accepted", false, "UnsupportedValue", "tls.mode %s is not served; Terminate is".formatted(tls.path("mode").asText())));
            return Optional.empty();
        }
        if (tls.path("certificateRefs").isEmpty()) {
            return refused(problems, "InvalidCertificateRef", "tls.certificateRefs names no Secret");
        }
        JsonNode reference = tls.path("certificateRefs").get(0);
        String name = reference.path("name").asText();
        String namespace = reference.path("namespace").asText(gateway.namespace());
        if (!reference.path("group").asText("").isEmpty() || !reference.path("kind").asText("Secret").equals("Secret")) {
            return refused(problems, "InvalidCertificateRef", "tls.certificateRefs names something that is no Secret");
        }
        if (!gateways.granted(gateway, "", "Secret", namespace, name)) {
            return refused(problems, "RefNotPermitted", "no ReferenceGrant of namespace %s lets the Gateway have Secret %s".formatted(namespace, name));
        }
        return file(namespace, name, problems);
    }

    private Optional<String> file(String namespace, String name, List<Condition> problems) {
        String file = "gateway-" + Certificates.hash(namespace + "/" + name) + ".pem";
        Optional<Secret> secret = world.secret(namespace, name);
        if (secret.isEmpty()) {
            return refused(problems, "InvalidCertificateRef", "there is no Secret %s/%s".formatted(namespace, name));
        }
        try {
            files.put(file, CertificatePair.of(Certificates.data(secret.get(), "tls.crt"), Certificates.data(secret.get(), "tls.key")).pem()
                    .getBytes(StandardCharsets.US_ASCII));
            return Optional.of(file);
        } catch (CertificatePair.Unusable e) {
            return refused(problems, "InvalidCertificateRef", "Secret %s/%s: %s".formatted(namespace, name, e.getMessage()));
        }
    }

    private static Optional<String> refused(List<Condition> problems, String reason, String message) {
        problems.add(new Condition("ResolvedRefs", false, reason, message));
        return Optional.empty();
    }
}
