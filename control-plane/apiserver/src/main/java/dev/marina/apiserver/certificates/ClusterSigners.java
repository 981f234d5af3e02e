package dev.marina.apiserver.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.pki.CertificateAuthority;
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
import java.util.regex.Pattern;

/// The signers that a cluster has itself: `kubernetes.io/kube-apiserver-client`, `kubernetes.io/kube-apiserver-client-kubelet` and
/// `kubernetes.io/kubelet-serving`. The platform's own nodes get their certificates otherwise (`machines/nodecredentials`); what is signed
/// here bears [CertificateAuthority#REQUESTED] and makes nobody one of them.
/// pkg/controller/certificates/signer/signer.go, pkg/apis/certificates/helpers.go
/// https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#kubernetes-signers
final class ClusterSigners {

    private static final String CLIENT = "kubernetes.io/kube-apiserver-client";
    private static final String KUBELET = "kubernetes.io/kube-apiserver-client-kubelet";
    private static final String SERVING = "kubernetes.io/kubelet-serving";
    private static final String NODE = "system:node:";
    private static final String NODES = "system:nodes";
    /// Names by which the platform's own components and people are known.
    private static final String PLATFORM = "marina:";
    private static final Set<String> CLIENT_USAGES = Set.of("digital signature", "key encipherment", "client auth");
    private static final Set<String> SERVING_USAGES = Set.of("digital signature", "key encipherment", "server auth");
    /// What only an RSA key is asked for with.
    private static final String OF_RSA = "key encipherment";
    private static final Pattern NODE_NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final int LONGEST_NODE_NAME = 253;
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

    /// Why this one may not even make the request: a node asks for certificates of its own name only. admitCSR in
    /// plugin/pkg/admission/noderestriction/admission.go
    Optional<String> forbidden(Document object, Identity identity) {
        boolean ofNodes = List.of(KUBELET, SERVING).contains(object.text("spec", "signerName"));
        if (!identity.node() || !ofNodes || parse(object).filter(request -> request.commonName().equals(identity.user())).isPresent()) {
            return forbidden(object);
        }
        return Optional.of("node \"%s\" can only request certificates with common name \"%s\"".formatted(identity.nodeName(), identity.user()));
    }

    /// Why a request may not be made by anybody.
    private Optional<String> forbidden(Document object) {
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
        if (!List.of(CLIENT, KUBELET, SERVING).contains(signer)) {
            return new Answer.NotOurs();
        }
        Optional<SigningRequest> request = parse(object);
        if (request.isEmpty()) {
            return new Answer.Refused("the request cannot be read");
        }
        Set<String> usages = new HashSet<>(object.at("spec", "usages").valueStream().map(JsonNode::asText).toList());
        Optional<String> wrong = forbidden(object).or(() -> switch (signer) {
            case CLIENT -> wrongClient(usages);
            case KUBELET -> wrongKubelet(request.get(), usages);
            default -> wrongServing(request.get(), usages, object);
        });
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

    private static Optional<String> wrongKubelet(SigningRequest request, Set<String> usages) {
        return wrongNode(request)
                .or(() -> request.namesAndAddresses().isEmpty() && !request.otherNames()
                        ? Optional.empty()
                        : Optional.of("subjectAltNames are not allowed"))
                .or(() -> wrongUsages(usages, CLIENT_USAGES));
    }

    private static Optional<String> wrongNode(SigningRequest request) {
        if (!request.organizations().equals(List.of(NODES))) {
            return Optional.of("subject organization is not system:nodes");
        }
        if (!request.commonName().startsWith(NODE)) {
            return Optional.of("subject common name does not begin with system:node:");
        }
        String name = request.commonName().substring(NODE.length());
        return name.length() <= LONGEST_NODE_NAME && NODE_NAME.matcher(name).matches()
                ? Optional.empty()
                : Optional.of("subject common name \"%s\" must be system:node: and the name of a node".formatted(request.commonName()));
    }

    private static Optional<String> wrongUsages(Set<String> usages, Set<String> required) {
        Set<String> ofOtherKeys = new HashSet<>(required);
        ofOtherKeys.remove(OF_RSA);
        return usages.equals(required) || usages.equals(ofOtherKeys)
                ? Optional.empty()
                : Optional.of("usages did not match %s, with or without \"%s\"".formatted(required.stream().sorted().toList(), OF_RSA));
    }

    private static Optional<String> wrongServing(SigningRequest request, Set<String> usages, Document object) {
        Optional<String> wrongNode = wrongNode(request);
        if (wrongNode.isPresent()) {
            return wrongNode;
        }
        if (!request.commonName().equals(object.text("spec", "username"))) {
            return Optional.of("subject common name is not that of the requesting node");
        }
        if (request.namesAndAddresses().isEmpty() || request.otherNames()) {
            return Optional.of("subjectAltNames must be DNS names and addresses, at least one");
        }
        return wrongUsages(usages, SERVING_USAGES);
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
