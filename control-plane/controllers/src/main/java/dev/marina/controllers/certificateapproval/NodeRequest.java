package dev.marina.controllers.certificateapproval;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/// A request for a node's client certificate, by its form: whether the requester may have it is another question. The server has seen that
/// it is signed by its own key. ValidateKubeletClientCSR in pkg/apis/certificates/helpers.go
///
/// @param user such as `system:node:n1`
/// @param self whether it is the node itself that asks
record NodeRequest(String user, boolean self) {

    private static final String SIGNER = "kubernetes.io/kube-apiserver-client-kubelet";
    /// With the name of a node, which the signer asks for too.
    private static final Pattern NODE = Pattern.compile("system:node:[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Set<String> USAGES = Set.of("digital signature", "client auth");
    private static final Set<String> USAGES_OF_RSA = Set.of("digital signature", "key encipherment", "client auth");
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN CERTIFICATE REQUEST-----([^-]+)-----END CERTIFICATE REQUEST-----");

    /// Empty for every other request.
    static Optional<NodeRequest> of(CertificateSigningRequest request) {
        Set<String> usages = new HashSet<>(request.getSpec().getUsages());
        boolean kubelets = SIGNER.equals(request.getSpec().getSignerName()) && (usages.equals(USAGES) || usages.equals(USAGES_OF_RSA));
        return kubelets
                ? user(request.getSpec().getRequest()).map(user -> new NodeRequest(user, user.equals(request.getSpec().getUsername())))
                : Optional.empty();
    }

    /// What must be allowed, the narrower first.
    List<String> permissions() {
        return self ? List.of("selfnodeclient", "nodeclient") : List.of("nodeclient");
    }

    private static Optional<String> user(String encoded) {
        try {
            Matcher block = BLOCK.matcher(new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII));
            if (!block.find()) {
                return Optional.empty();
            }
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(Base64.getMimeDecoder().decode(block.group(1)));
            Extensions extensions = request.getRequestedExtensions();
            boolean named = extensions != null && extensions.getExtension(Extension.subjectAlternativeName) != null;
            boolean nodes = texts(request.getSubject(), BCStyle.O).equals(List.of("system:nodes"));
            List<String> names = texts(request.getSubject(), BCStyle.CN);
            return !named && nodes && names.size() == 1 ? names.stream().filter(name -> NODE.matcher(name).matches()).findFirst() : Optional.empty();
        } catch (IOException | RuntimeException e) {
            // what a client sent is not readable as a request: it is nobody's node's
            return Optional.empty();
        }
    }

    private static List<String> texts(X500Name subject, org.bouncycastle.asn1.ASN1ObjectIdentifier type) {
        return Arrays.stream(subject.getRDNs(type)).map(name -> IETFUtils.valueToString(name.getFirst().getValue())).toList();
    }
}
