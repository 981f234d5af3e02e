package dev.marina.controllers.certificateapproval;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// Requests as kubelets make them, and as they do not.
final class Requests {

    static final String KUBELET = "kubernetes.io/kube-apiserver-client-kubelet";
    static final String BOOTSTRAPPER = "system:bootstrap:abcdef";

    private Requests() {}

    static CertificateSigningRequest of(String requester, String subject, String... usages) {
        return whole(requester, KUBELET, subject, "", usages);
    }

    /// @param dnsName an alternative name that it asks for, or ""
    static CertificateSigningRequest whole(String requester, String signer, String subject, String dnsName, String... usages) {
        return new CertificateSigningRequestBuilder().withNewMetadata().withName("r").endMetadata().withNewSpec().withSignerName(signer)
                .withUsername(requester).withGroups("system:authenticated").withUsages(usages).withRequest(encoded(subject, dnsName)).endSpec()
                .withNewStatus().endStatus().build();
    }

    private static String encoded(String subject, String dnsName) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
            PKCS10CertificationRequestBuilder request = new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), pair.getPublic());
            if (!dnsName.isEmpty()) {
                ExtensionsGenerator extensions = new ExtensionsGenerator();
                extensions.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(GeneralName.dNSName, dnsName)));
                request.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
            }
            byte[] der = request.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())).getEncoded();
            String pem = "-----BEGIN CERTIFICATE REQUEST-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END CERTIFICATE REQUEST-----\n";
            return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}
