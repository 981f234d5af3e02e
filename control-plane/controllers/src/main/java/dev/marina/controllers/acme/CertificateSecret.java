package dev.marina.controllers.acme;

import dev.marina.acme.AcmeProblem;
import dev.marina.controllers.acme.CertificatePlan.Held;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The Secret in which somebody wants a certificate. One that somebody else made is never written.
record CertificateSecret(Turn turn, String namespace, String name) {

    private static final String HOSTS = "marina.dev/acme-hosts";
    private static final String TYPE = "kubernetes.io/tls";

    private Optional<Secret> present() {
        return turn.snapshot().find(Types.SECRETS, namespace, name);
    }

    private static Optional<String> hosts(Secret secret) {
        return Optional.ofNullable(secret.getMetadata().getAnnotations()).map(annotations -> annotations.get(HOSTS));
    }

    boolean somebodyElses() {
        return present().filter(secret -> hosts(secret).isEmpty()).isPresent();
    }

    /// The certificate that is there, if it can be read.
    Optional<Held> held() {
        return present().flatMap(secret -> OrderSecret.data(secret, "tls.crt").flatMap(CertificateSecret::first)
                .map(first -> new Held(List.of(hosts(secret).orElse("").split(",")), first.getNotBefore().toInstant(), first.getNotAfter().toInstant())));
    }

    private static Optional<X509Certificate> first(String pem) {
        try {
            return Optional.of((X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    void write(List<String> hosts, String chain, KeyPair key) throws AcmeProblem {
        X509Certificate first = first(chain).orElseThrow(() -> new AcmeProblem("malformed", "the server's certificate cannot be read"));
        if (!first.getPublicKey().equals(key.getPublic())) {
            throw new AcmeProblem("malformed", "the server's certificate is for another key");
        }
        Map<String, String> data = Map.of("tls.crt", encoded(chain), "tls.key", encoded(pem(key)));
        Optional<Secret> present = present();
        if (present.isPresent()) {
            turn.writes().update(Types.SECRETS, new SecretBuilder(present.get()).editMetadata().addToAnnotations(HOSTS, String.join(",", hosts)).endMetadata()
                    .addToData(data).build());
        } else {
            turn.writes().create(Types.SECRETS, new SecretBuilder().withNewMetadata().withNamespace(namespace).withName(name)
                    .addToAnnotations(HOSTS, String.join(",", hosts)).endMetadata().withType(TYPE).withData(data).build());
        }
    }

    private static String pem(KeyPair key) {
        return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getPrivate().getEncoded()));
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
