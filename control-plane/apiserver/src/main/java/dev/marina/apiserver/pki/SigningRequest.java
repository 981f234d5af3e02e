package dev.marina.apiserver.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/// A PKCS#10 request whose signature proves that the sender holds the key.
///
/// @param commonName CN of its subject, or ""
/// @param uid UID of its subject, or ""
public record SigningRequest(String commonName, String uid, PublicKey key) {

    /// Throws [IllegalArgumentException] with the reason.
    public static SigningRequest parse(String pem) {
        try {
            JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(Pem.decode(pem));
            PublicKey key = request.getPublicKey();
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new IllegalArgumentException("the signing request is not signed by its own key");
            }
            return new SigningRequest(text(request, BCStyle.CN), text(request, BCStyle.UID), key);
        } catch (IOException | GeneralSecurityException | OperatorCreationException | PKCSException e) {
            throw new IllegalArgumentException("the signing request cannot be read: " + e.getMessage(), e);
        }
    }

    private static String text(JcaPKCS10CertificationRequest request, ASN1ObjectIdentifier type) {
        RDN[] names = request.getSubject().getRDNs(type);
        return names.length == 0 ? "" : IETFUtils.valueToString(names[0].getFirst().getValue());
    }
}
