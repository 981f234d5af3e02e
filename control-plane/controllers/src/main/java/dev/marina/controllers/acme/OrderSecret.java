package dev.marina.controllers.acme;

import dev.marina.acme.AccountKey;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.parts.AcmeChallenges;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is under way for one certificate: the order, the certificate's key, and what the entrance answers meanwhile.
record OrderSecret(Turn turn, String namespace, String secret) {

    private static final String ORDER = "order";
    private static final String CERTIFICATE_KEY = "certificate-key";
    private static final String FOR = "marina.dev/acme-certificate";

    static Optional<String> data(Secret secret, String key) {
        return Optional.ofNullable(secret.getData()).map(data -> data.get(key)).flatMap(text -> {
            try {
                return Optional.of(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        });
    }

    private String name() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest((namespace + "/" + secret).getBytes(StandardCharsets.UTF_8));
            return AcmeChallenges.PREFIX + HexFormat.of().formatHex(hash, 0, 10);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Optional<Secret> present() {
        return turn.snapshot().find(Types.SECRETS, AcmeChallenges.NAMESPACE, name());
    }

    Optional<CertificateOrder> order() {
        return present().flatMap(found -> data(found, ORDER)).flatMap(CertificateOrder::of);
    }

    /// Of the certificate that is ordered; another one for each order.
    KeyPair certificateKey() {
        AccountKey key = present().flatMap(found -> data(found, CERTIFICATE_KEY)).map(AccountKey::of)
                .orElseThrow(() -> new IllegalStateException("an order without its certificate's key"));
        return new KeyPair(key.shown(), key.own());
    }

    /// With the challenges and the key that there are.
    void keep(CertificateOrder order) {
        present().ifPresent(found -> turn.writes().update(Types.SECRETS, new SecretBuilder(found).addToData(ORDER, encoded(order.text())).build()));
    }

    /// In the place of all that was there.
    void keep(CertificateOrder order, List<AcmeChallenges.Challenge> challenges) {
        Map<String, String> data = new HashMap<>(Map.of(ORDER, encoded(order.text()), CERTIFICATE_KEY, encoded(AccountKey.fresh().text())));
        challenges.forEach(challenge -> data.put(AcmeChallenges.KEY + challenge.token(), challenge.value()));
        Optional<Secret> present = present();
        if (present.isPresent()) {
            turn.writes().update(Types.SECRETS, new SecretBuilder(present.get()).withData(data).build());
        } else {
            turn.writes().create(Types.SECRETS, new SecretBuilder().withNewMetadata().withNamespace(AcmeChallenges.NAMESPACE).withName(name())
                    .addToAnnotations(FOR, namespace + "/" + secret).endMetadata().withType("Opaque").withData(data).build());
        }
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    void remove() {
        present().ifPresent(found -> turn.writes().delete(Types.SECRETS, found));
    }
}
