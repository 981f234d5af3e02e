package dev.marina.apiserver.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.apiserver.pki.Pem;
import dev.marina.apiserver.pki.SigningRequest;
import dev.marina.store.ClusterRecord;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The signers that a cluster has itself: `kubernetes.io/kube-apiserver-client` and `kubernetes.io/kubelet-serving`. Nodes get
/// their clients' certificates from the platform, so nobody signs for `kubernetes.io/kube-apiserver-client-kubelet`.
/// https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#kubernetes-signers
final class ClusterSigners {

    private static final String CLIENT = "kubernetes.io/kube-apiserver-client";
    private static final String SERVING = "kubernetes.io/kubelet-serving";
    private static final String NODE = "system:node:";
    private static final String NODES = "system:nodes";
    /// Names by which the platform's own components and people are known.
    private static final String PLATFORM = "marina:";
    private static final Set<String> CLIENT_USAGES = Set.of("digital signature", "key encipherment", "client auth");
    private static final Set<String> SERVING_USAGES = Set.of("digital signature", "key encipherment", "server auth");
    private static final Duration LIFE = Duration.ofDays(365);

    private final Clock clock;

    ClusterSigners(Clock clock) {
        this.clock = clock;
    }

    sealed interface Answer {
        /// Somebody else's to sign.
        record NotOurs() implements Answer {}

        /// @param certificate as the object has it
        record Signed(String certificate) implements Answer {}

        record Refused(String why) implements Answer {}
    }

    /// Why a request may not even be made.
    Optional<String> forbidden(Document object) {
        if (!object.text("spec", "signerName").equals(CLIENT)) {
            return Optional.empty();
        }
        return parse(object).flatMap(request -> request.organizations().stream()
                .filter(group -> group.equals("system:masters") || group.equals(NODES) || group.startsWith(PLATFORM)).findFirst()
                .map(group -> "use of %s signer with %s group is not allowed".formatted(CLIENT, group))
                .or(() -> request.commonName().startsWith(PLATFORM)
                        ? Optional.of("use of %s signer with user %s is not allowed".formatted(CLIENT, request.commonName()))
                        : Optional.empty()));
    }

    /// Answers a request that is approved.
    Answer sign(Document object, ClusterRecord cluster) {
        String signer = object.text("spec", "signerName");
        if (!signer.equals(CLIENT) && !signer.equals(SERVING)) {
            return new Answer.NotOurs();
        }
        Optional<SigningRequest> request = parse(object);
        if (request.isEmpty()) {
            return new Answer.Refused("the request cannot be read");
        }
        Set<String> usages = new HashSet<>(object.at("spec", "usages").valueStream().map(JsonNode::asText).toList());
        Optional<String> wrong = forbidden(object).or(() -> signer.equals(CLIENT) ? wrongClient(usages) : wrongServing(request.get(), usages, object));
        if (wrong.isPresent()) {
            return new Answer.Refused(wrong.get());
        }
        String pem = Pem.certificate(ClusterKeys.of(cluster).authority().issue(request.get(), usages, life(object), clock));
        return new Answer.Signed(Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    /// Whether the object's certificate is one of the cluster's authority, for the key that was shown.
    boolean issued(Document object, ClusterRecord cluster) {
        try {
            X509Certificate certificate = Pem
                    .certificate(new String(Base64.getDecoder().decode(object.text("status", "certificate")), StandardCharsets.US_ASCII));
            certificate.verify(ClusterKeys.of(cluster).authority().certificate().getPublicKey());
            return parse(object).filter(request -> request.key().equals(certificate.getPublicKey())).isPresent();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static Optional<String> wrongClient(Set<String> usages) {
        if (!usages.contains("client auth")) {
            return Optional.of("usages did not contain \"client auth\"");
        }
        return CLIENT_USAGES.containsAll(usages) ? Optional.empty() : Optional.of("usages must be some of " + CLIENT_USAGES.stream().sorted().toList());
    }

    private static Optional<String> wrongServing(SigningRequest request, Set<String> usages, Document object) {
        if (!request.organizations().equals(List.of(NODES))) {
            return Optional.of("organization is not system:nodes");
        }
        if (!request.commonName().startsWith(NODE) || !request.commonName().equals(object.text("spec", "username"))) {
            return Optional.of("common name is not that of the requesting node");
        }
        if (request.namesAndAddresses().isEmpty() || request.otherNames()) {
            return Optional.of("subjectAltNames must be DNS names and addresses, at least one");
        }
        return usages.contains("server auth") && SERVING_USAGES.containsAll(usages)
                ? Optional.empty()
                : Optional.of("usages must be \"server auth\" and some of " + SERVING_USAGES.stream().sorted().toList());
    }

    private static Duration life(Document object) {
        JsonNode asked = object.at("spec", "expirationSeconds");
        return asked.isNumber() && asked.asLong() < LIFE.toSeconds() ? Duration.ofSeconds(asked.asLong()) : LIFE;
    }

    private static Optional<SigningRequest> parse(Document object) {
        try {
            return Optional.of(SigningRequest.parse(new String(Base64.getDecoder().decode(object.text("spec", "request")), StandardCharsets.US_ASCII)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
