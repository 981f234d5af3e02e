package dev.marina.apiserver.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A signing key with its own certificate.
public record CertificateAuthority(X509Certificate certificate, PrivateKey key) {

    /// The unit (OU) in certificates that somebody asked for by a CertificateSigningRequest. Kubernetes gives the unit no meaning; here it tells
    /// them from those that the platform gives to its own.
    public static final String REQUESTED = "marina:requested";

    private static final Usages CLIENT = new Usages(KeyUsage.digitalSignature, List.of(KeyPurposeId.id_kp_clientAuth));
    private static final Usages SERVER = new Usages(KeyUsage.digitalSignature, List.of(KeyPurposeId.id_kp_serverAuth));
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    /// Clocks of clients differ a little.
    private static final Duration BACKDATE = Duration.ofMinutes(5);
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    /// @param subject such as `O=marina, OU=acme, CN=default`
    public static CertificateAuthority create(X500Principal subject, Clock clock) {
        return create(subject, Keys.p256(), clock);
    }

    static CertificateAuthority create(X500Principal subject, KeyPair pair, Clock clock) {
        try {
            return new CertificateAuthority(new JcaX509CertificateConverter().getCertificate(selfSigned(subject, pair, clock)), pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an authority's certificate could not be read", e);
        }
    }

    /// The certificate of a new authority, for whoever only keeps it: it is not read, and takes no place among those that were.
    static String certificatePem(X500Principal subject, KeyPair pair, Clock clock) {
        try {
            return Pem.encode("CERTIFICATE", selfSigned(subject, pair, clock).getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("an authority's certificate could not be encoded", e);
        }
    }

    private static X509CertificateHolder selfSigned(X500Principal subject, KeyPair pair, Clock clock) {
        try {
            JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
            JcaX509v3CertificateBuilder builder = builder(subject, subject, pair.getPublic(), clock.instant(), AUTHORITY_LIFE);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(pair.getPublic()));
            return sign(builder, pair.getPrivate());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("an authority's certificate could not be made", e);
        }
    }

    public static CertificateAuthority of(String certificatePem, String keyPem) {
        return new CertificateAuthority(Pem.certificate(certificatePem), Pem.privateKey(keyPem));
    }

    /// A certificate by which its holder is known as `user` in `groups`.
    public X509Certificate issueClient(String user, List<String> groups, PublicKey holder, Duration life, Clock clock) {
        return issue(client(user, groups).build(), holder, life, clock, CLIENT, List.of());
    }

    /// The same for somebody whom a name does not make out: it may be another's one day.
    ///
    /// @param uid that stays theirs
    public X509Certificate issueClient(String user, String uid, List<String> groups, PublicKey holder, Duration life, Clock clock) {
        return issue(client(user, groups).addRDN(BCStyle.UID, uid).build(), holder, life, clock, CLIENT, List.of());
    }

    /// Whom a certificate names.
    ///
    /// @param uid "" for none
    /// @param unit by which those who take the certificate know that they have more to ask; "" for none
    public record Holder(String user, String uid, List<String> groups, String unit) {}

    public X509Certificate issueClient(Holder holder, PublicKey key, Duration life, Clock clock) {
        X500NameBuilder subject = client(holder.user(), holder.groups());
        if (!holder.uid().isEmpty()) {
            subject.addRDN(BCStyle.UID, holder.uid());
        }
        if (!holder.unit().isEmpty()) {
            subject.addRDN(BCStyle.OU, holder.unit());
        }
        return issue(subject.build(), key, life, clock, CLIENT, List.of());
    }

    private static X500NameBuilder client(String user, List<String> groups) {
        X500NameBuilder subject = new X500NameBuilder(BCStyle.INSTANCE);
        groups.forEach(group -> subject.addRDN(BCStyle.O, group));
        return subject.addRDN(BCStyle.CN, user);
    }

    /// A certificate for a server (which may be a client too, between our own processes).
    public X509Certificate issueServer(String commonName, List<String> namesAndAddresses, PublicKey holder, Duration life, Clock clock) {
        return issue(new X500Name("CN=" + commonName), holder, life, clock, SERVER, namesAndAddresses);
    }

    /// What a request asks for, and the unit [#REQUESTED]: its common name and organizations, its names and addresses, and of the usages
    /// `digital signature`, `key encipherment`, `client auth` and `server auth` those that are given.
    public X509Certificate issue(SigningRequest request, Set<String> usages, Duration life, Clock clock) {
        int bits = (usages.contains("digital signature") ? KeyUsage.digitalSignature : 0)
                | (usages.contains("key encipherment") ? KeyUsage.keyEncipherment : 0);
        List<KeyPurposeId> purposes = new ArrayList<>();
        if (usages.contains("client auth")) {
            purposes.add(KeyPurposeId.id_kp_clientAuth);
        }
        if (usages.contains("server auth")) {
            purposes.add(KeyPurposeId.id_kp_serverAuth);
        }
        X500Name subject = client(request.commonName(), request.organizations()).addRDN(BCStyle.OU, REQUESTED).build();
        return issue(subject, request.key(), life, clock, new Usages(bits, purposes),
                request.namesAndAddresses());
    }

    /// @param bits of [KeyUsage]
    private record Usages(int bits, List<KeyPurposeId> purposes) {}

    private X509Certificate issue(X500Name subject, PublicKey holder, Duration life, Clock clock, Usages usages, List<String> names) {
        try {
            JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
            Instant now = clock.instant();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                    new BigInteger(127, RANDOM), Date.from(now.minus(BACKDATE)), Date.from(now.plus(life)), subject, holder);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            if (usages.bits() != 0) {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(usages.bits()));
            }
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(usages.purposes().toArray(KeyPurposeId[]::new)));
            builder.addExtension(Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(certificate.getPublicKey()));
            if (!names.isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false,
                        new GeneralNames(names.stream().map(CertificateAuthority::generalName).toArray(GeneralName[]::new)));
            }
            return new JcaX509CertificateConverter().getCertificate(sign(builder, key));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("a certificate for %s could not be made".formatted(subject), e);
        }
    }

    private static GeneralName generalName(String name) {
        return new GeneralName(ADDRESS.matcher(name).matches() ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    private static JcaX509v3CertificateBuilder builder(X500Principal issuer, X500Principal subject, PublicKey key, Instant now, Duration life) {
        return new JcaX509v3CertificateBuilder(issuer, new BigInteger(127, RANDOM), Date.from(now.minus(BACKDATE)), Date.from(now.plus(life)), subject, key);
    }

    private static X509CertificateHolder sign(JcaX509v3CertificateBuilder builder, PrivateKey key) throws GeneralSecurityException {
        try {
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    public String certificatePem() {
        return Pem.certificate(certificate);
    }

    public String keyPem() {
        return Pem.privateKey(key);
    }

    @Override
    public String toString() {
        return "CertificateAuthority[%s ***]".formatted(certificate.getSubjectX500Principal());
    }
}
