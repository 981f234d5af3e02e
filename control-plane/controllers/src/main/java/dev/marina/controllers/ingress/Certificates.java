package dev.marina.controllers.ingress;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Files that nginx reads beside its configuration: certificates with their keys, and who may come with which password. They come from
/// Secrets of the Ingress's own namespace and go into the Secret that only the cluster's own entrance mounts.
final class Certificates {

    private static final int LONGEST_PASSWORDS = 64 << 10;

    private final IngressWorld world;
    private final Consumer<Finding> findings;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Map<String, CertificatePair> read = new TreeMap<>();

    Certificates(IngressWorld world, Consumer<Finding> findings) {
        this.world = world;
        this.findings = findings;
    }

    Map<String, byte[]> files() {
        return files;
    }

    /// The file's name; empty, and told, where there is none that nginx would take.
    Optional<String> certificate(Ingress ingress, String secretName) {
        String namespace = ingress.getMetadata().getNamespace();
        String file = "tls-" + hash(namespace + "/" + secretName) + ".pem";
        if (read.containsKey(file)) {
            return Optional.of(file);
        }
        Optional<Secret> secret = world.secret(namespace, secretName);
        if (secret.isEmpty()) {
            findings.accept(new Finding(ingress, "SecretNotFound",
                    "spec.tls: there is no Secret %s/%s. Its hosts have no TLS until then".formatted(namespace, secretName)));
            return Optional.empty();
        }
        try {
            CertificatePair pair = CertificatePair.of(data(secret.get(), "tls.crt"), data(secret.get(), "tls.key"));
            read.put(file, pair);
            files.put(file, pair.pem().getBytes(StandardCharsets.US_ASCII));
            return Optional.of(file);
        } catch (CertificatePair.Unusable e) {
            findings.accept(new Finding(ingress, "InvalidCertificate", "spec.tls: Secret %s/%s: %s. Its hosts have no TLS until then".formatted(namespace,
                    secretName, e.getMessage())));
            return Optional.empty();
        }
    }

    /// The file's name; empty, and told, where there is none: nobody may come then.
    Optional<String> passwords(Ingress ingress, RouteOptions.Password asked) {
        String namespace = ingress.getMetadata().getNamespace();
        Optional<Secret> secret = world.secret(namespace, asked.secret());
        if (secret.isEmpty()) {
            findings.accept(new Finding(ingress, "SecretNotFound",
                    "annotation %sauth-secret: there is no Secret %s/%s. Its paths answer 503 until then".formatted(Annotations.PREFIX, namespace,
                            asked.secret())));
            return Optional.empty();
        }
        byte[] content = asked.map() ? users(secret.get()) : data(secret.get(), "auth");
        if (content.length == 0 || content.length > LONGEST_PASSWORDS) {
            findings.accept(new Finding(ingress, "InvalidSecret", "annotation %sauth-secret: Secret %s/%s: %s. Its paths answer 503 until then".formatted(
                    Annotations.PREFIX, namespace, asked.secret(), content.length == 0
                            ? "it has no user; lines of user:hash under the key auth would be right, or with auth-secret-type auth-map a key for each user"
                            : "at most %d bytes would be right".formatted(LONGEST_PASSWORDS))));
            return Optional.empty();
        }
        String file = "auth-" + hash(namespace + "/" + asked.secret() + "/" + asked.map());
        files.put(file, content);
        return Optional.of(file);
    }

    private static byte[] users(Secret secret) {
        return Optional.ofNullable(secret.getData()).orElse(Map.of()).keySet().stream().sorted()
                .map(user -> user + ":" + new String(data(secret, user), StandardCharsets.UTF_8).strip().lines().findFirst().orElse("") + "\n")
                .collect(Collectors.joining()).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] data(Secret secret, String key) {
        String text = Optional.ofNullable(secret.getData()).orElse(Map.of()).getOrDefault(key, "");
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            return new byte[0];
        }
    }

    static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)), 0, 10);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
