package dev.marina.launcher.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Who signs certificates: its own certificate and key, elliptic on P-256.
public record Authority(Identity identity) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    /// Of a server that browsers come to; they accept not much more.
    public static final Duration PUBLIC_LIFE = Duration.ofDays(365);
    /// Between our own processes, which nobody else trusts and nobody watches.
    public static final Duration INTERNAL_LIFE = Duration.ofDays(3650);
    /// Clocks differ a little.
    private static final Duration BACKDATE = Duration.ofMinutes(5);
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    public enum Purpose {
        SERVER(KeyPurposeId.id_kp_serverAuth), CLIENT(KeyPurposeId.id_kp_clientAuth);

        private final KeyPurposeId id;

        Purpose(KeyPurposeId id) {
            this.id = id;
        }
    }

    public static Authority of(String certificatePem, String keyPem) throws GeneralSecurityException {
        return new Authority(Identity.of(certificatePem, keyPem));
    }

    public static Authority create(String name, Instant now) throws GeneralSecurityException {
        return create(name, List.of(), now);
    }

    /// One whose word counts for names below a domain and for nothing else. RFC 5280, section 4.2.1.10
    public static Authority forNames(String domain, Instant now) throws GeneralSecurityException {
        return create(nameFor(domain), List.of(domain), now);
    }

    private static String nameFor(String domain) {
        return "Marina " + domain;
    }

    private static X500Name subject(String name) {
        return new X500Name("CN=%s, O=marina".formatted(name));
    }

    /// Whether it was made for names below this domain.
    public boolean vouchesFor(String domain) {
        // Not as a principal of the JDK's: that has the parts of a name that is given as a text the other way round.
        return X500Name.getInstance(certificate().getSubjectX500Principal().getEncoded()).equals(subject(nameFor(domain)));
    }

    private static Authority create(String name, List<String> domains, Instant now) throws GeneralSecurityException {
        KeyPair pair = pair();
        X500Name subject = subject(name);
        JcaX509v3CertificateBuilder builder = builder(subject, subject, pair.getPublic(), now, AUTHORITY_LIFE);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            if (!domains.isEmpty()) {
                builder.addExtension(Extension.nameConstraints, true, new NameConstraints(domains.stream()
                        .map(domain -> new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain))).toArray(GeneralSubtree[]::new), null));
            }
            builder.addExtension(Extension.subjectKeyIdentifier, false, new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        return new Authority(new Identity(List.of(sign(builder, pair)), pair.getPrivate()));
    }

    /// @param names host names and addresses of a server; none for a client
    public Identity issue(String commonName, List<String> names, List<Purpose> purposes, Duration life, Instant now) throws GeneralSecurityException {
        KeyPair pair = pair();
        X500Name issuer = X500Name.getInstance(certificate().getSubjectX500Principal().getEncoded());
        JcaX509v3CertificateBuilder builder = builder(issuer, new X500Name("CN=" + commonName), pair.getPublic(), now, life);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false,
                    new ExtendedKeyUsage(purposes.stream().map(purpose -> purpose.id).toArray(KeyPurposeId[]::new)));
            builder.addExtension(Extension.authorityKeyIdentifier, false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate().getPublicKey()));
            if (!names.isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false,
                        new GeneralNames(names.stream().map(Authority::generalName).toArray(GeneralName[]::new)));
            }
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        return new Identity(List.of(sign(builder, new KeyPair(certificate().getPublicKey(), identity.key())), certificate()), pair.getPrivate());
    }

    private static GeneralName generalName(String name) {
        return new GeneralName(ADDRESS.matcher(name).matches() ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    boolean signed(X509Certificate certificate) {
        try {
            certificate.verify(certificate().getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    public X509Certificate certificate() {
        return identity.chain().getFirst();
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }

    private static JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, PublicKey holder, Instant now, Duration life) {
        return new JcaX509v3CertificateBuilder(issuer, new BigInteger(127, RANDOM), Date.from(now.minus(BACKDATE)), Date.from(now.plus(life)), subject, holder);
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, KeyPair signer) throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter().getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
