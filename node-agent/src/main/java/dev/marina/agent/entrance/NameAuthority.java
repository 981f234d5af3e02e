package dev.marina.agent.entrance;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/// Who vouches for the names of applications, by certificates for all names of one tenant's cluster. What it vouches for beyond the
/// applications' domain counts nowhere: its own certificate says so.
final class NameAuthority {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration LIFE = Duration.ofDays(90);
    private static final Duration BACKDATE = Duration.ofMinutes(5);

    private final X509CertificateHolder certificate;
    private final PrivateKey key;

    private NameAuthority(X509CertificateHolder certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /// @param file certificate and key in PEM
    static NameAuthority read(Path file) throws IOException {
        X509CertificateHolder certificate = null;
        PrivateKey key = null;
        try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file)))) {
            for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
                switch (each) {
                    case X509CertificateHolder holder -> certificate = holder;
                    case PrivateKeyInfo info -> key = new JcaPEMKeyConverter().getPrivateKey(info);
                    default -> throw new IOException("%s holds a %s; a certificate and its key are expected".formatted(file, each.getClass().getSimpleName()));
                }
            }
        }
        if (certificate == null || key == null) {
            throw new IOException(file + " lacks a certificate or its key");
        }
        return new NameAuthority(certificate, key);
    }

    /// Certificate and key in PEM.
    ///
    /// @param name such as `*.acme.apps.localhost`
    String issue(String name, Instant now) throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        KeyPair pair = generator.generateKeyPair();
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(certificate.getSubject(), new BigInteger(127, RANDOM),
                Date.from(now.minus(BACKDATE)), Date.from(now.plus(LIFE)), new X500Name(new RDN[0]), pair.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .addExtension(Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(certificate))
                // Critical, since there is no other name. RFC 5280, section 4.2.1.6
                .addExtension(Extension.subjectAlternativeName, true, new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
        try {
            StringWriter pem = new StringWriter();
            try (JcaPEMWriter writer = new JcaPEMWriter(pem)) {
                writer.writeObject(new JcaX509CertificateConverter().getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key))));
                // As it is: in the older form, which the writer would choose, the curve's name is missing.
                writer.writeObject(new PemObject("PRIVATE KEY", pair.getPrivate().getEncoded()));
            }
            return pem.toString();
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
