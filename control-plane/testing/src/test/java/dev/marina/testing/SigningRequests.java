package dev.marina.testing;

import dev.marina.apiserver.pki.Pem;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Base64;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// Requests for certificates as clients make them.
final class SigningRequests {

    static final String KUBELET = "kubernetes.io/kube-apiserver-client-kubelet";

    private SigningRequests() {}

    /// What a kubelet asks for that joins a cluster.
    static CertificateSigningRequest ofNode(String name, String node, KeyPair pair) {
        return of(name, KUBELET, "O=system:nodes,CN=system:node:" + node, pair, "digital signature", "client auth");
    }

    static CertificateSigningRequest of(String name, String signer, String subject, KeyPair pair, String... usages) {
        try {
            byte[] encoded = new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), pair.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())).getEncoded();
            String request = Base64.getEncoder().encodeToString(Pem.encode("CERTIFICATE REQUEST", encoded).getBytes(StandardCharsets.US_ASCII));
            return new CertificateSigningRequestBuilder().withNewMetadata().withName(name).endMetadata().withNewSpec().withRequest(request)
                    .withSignerName(signer).withUsages(usages).withUsername("somebody-else").endSpec().build();
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The certificate of a request that was signed, and its key.
    static ControlPlaneExtension.Credentials credentials(CertificateSigningRequest signed, KeyPair pair) {
        return new ControlPlaneExtension.Credentials(pem(signed), Pem.ecPrivateKey(pair.getPrivate()), Pem.privateKey(pair.getPrivate()));
    }

    static String pem(CertificateSigningRequest signed) {
        return new String(Base64.getDecoder().decode(signed.getStatus().getCertificate()), StandardCharsets.US_ASCII);
    }
}
