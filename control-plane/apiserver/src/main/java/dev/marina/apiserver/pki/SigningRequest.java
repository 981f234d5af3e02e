package dev.marina.apiserver.pki;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/// A PKCS#10 request whose signature proves that the sender holds the key.
///
/// @param commonName CN of its subject, or ""
/// @param uid UID of its subject, or ""
/// @param organizations O of its subject, in order
/// @param namesAndAddresses its alternative names that are DNS names and IP addresses
/// @param otherNames whether it has alternative names of another kind
public record SigningRequest(String commonName, String uid, List<String> organizations, List<String> namesAndAddresses, boolean otherNames, PublicKey key) {

    /// Throws [IllegalArgumentException] with the reason.
    public static SigningRequest parse(String pem) {
        try {
            JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(Pem.decode(pem));
            PublicKey key = request.getPublicKey();
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new IllegalArgumentException("the signing request is not signed by its own key");
            }
            List<GeneralName> names = alternativeNames(request);
            List<String> known = names.stream().filter(SigningRequest::nameOrAddress).map(SigningRequest::text).toList();
            return new SigningRequest(text(request, BCStyle.CN), text(request, BCStyle.UID), organizations(request), known, known.size() < names.size(), key);
        } catch (IOException | GeneralSecurityException | OperatorCreationException | PKCSException | IllegalStateException e) {
            throw new IllegalArgumentException("the signing request cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<String> organizations(JcaPKCS10CertificationRequest request) {
        return Arrays.stream(request.getSubject().getRDNs(BCStyle.O)).map(name -> IETFUtils.valueToString(name.getFirst().getValue())).toList();
    }

    private static List<GeneralName> alternativeNames(JcaPKCS10CertificationRequest request) {
        Extensions extensions = request.getRequestedExtensions();
        GeneralNames names = extensions == null ? null : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        return names == null ? List.of() : List.of(names.getNames());
    }

    private static boolean nameOrAddress(GeneralName name) {
        return name.getTagNo() == GeneralName.dNSName || name.getTagNo() == GeneralName.iPAddress;
    }

    private static String text(GeneralName name) {
        if (name.getTagNo() == GeneralName.dNSName) {
            return IETFUtils.valueToString(name.getName());
        }
        try {
            return InetAddress.getByAddress(ASN1OctetString.getInstance(name.getName()).getOctets()).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("the signing request has an address that is none", e);
        }
    }

    private static String text(JcaPKCS10CertificationRequest request, ASN1ObjectIdentifier type) {
        RDN[] names = request.getSubject().getRDNs(type);
        return names.length == 0 ? "" : IETFUtils.valueToString(names[0].getFirst().getValue());
    }
}
