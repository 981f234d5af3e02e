package dev.marina.apiserver.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/// Whether a key is that of a certificate, in the words of Go's crypto/tls, `X509KeyPair`.
public final class TlsPair {

    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String KEY = "PRIVATE KEY";
    private static final byte[] TRIAL = "marina".getBytes(StandardCharsets.US_ASCII);

    private TlsPair() {}

    /// Empty where nothing is.
    ///
    /// @param certificates PEM, the server's first
    /// @param key PEM
    public static Optional<String> wrong(byte[] certificates, byte[] key) {
        List<String> skipped = new ArrayList<>();
        Optional<PemObject> certificate = first(certificates, CERTIFICATE::equals, skipped);
        if (certificate.isEmpty()) {
            return Optional.of(skipped.isEmpty()
                    ? "tls: failed to find any PEM data in certificate input"
                    : skipped.size() == 1 && skipped.getFirst().endsWith(KEY)
                            ? "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched"
                            : "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the following types: ["
                                    + String.join(" ", skipped) + "]");
        }
        skipped.clear();
        if (first(key, type -> type.equals(KEY) || type.endsWith(" " + KEY), skipped).isEmpty()) {
            return Optional.of(skipped.isEmpty()
                    ? "tls: failed to find any PEM data in key input"
                    : skipped.equals(List.of(CERTIFICATE))
                            ? "tls: found a certificate rather than a key in the PEM for the private key"
                            : "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of the following types: ["
                                    + String.join(" ", skipped) + "]");
        }
        try {
            X509Certificate leaf = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(certificate.get().getContent()));
            return matches(leaf.getPublicKey(), key);
        } catch (GeneralSecurityException _) {
            return Optional.of("x509: malformed certificate");
        }
    }

    private static Optional<String> matches(PublicKey publicKey, byte[] key) {
        PrivateKey privateKey;
        try {
            privateKey = privateKey(key);
        } catch (IOException | GeneralSecurityException _) {
            return Optional.of("tls: failed to parse private key");
        }
        if (!privateKey.getAlgorithm().equals(publicKey.getAlgorithm())) {
            return Optional.of("tls: private key type does not match public key type");
        }
        return signs(privateKey, publicKey) ? Optional.empty() : Optional.of("tls: private key does not match public key");
    }

    private static PrivateKey privateKey(byte[] pem) throws IOException, GeneralSecurityException {
        try (PEMParser parser = new PEMParser(text(pem))) {
            for (Object read = parser.readObject(); read != null; read = parser.readObject()) {
                PrivateKeyInfo info = read instanceof PEMKeyPair pair ? pair.getPrivateKeyInfo() : read instanceof PrivateKeyInfo plain ? plain : null;
                if (info != null) {
                    PrivateKey key = new JcaPEMKeyConverter().getPrivateKey(info);
                    return key.getAlgorithm().equals("ECDSA")
                            ? KeyFactory.getInstance("EC").generatePrivate(new java.security.spec.PKCS8EncodedKeySpec(key.getEncoded()))
                            : key;
                }
            }
        }
        throw new IOException("no key");
    }

    private static boolean signs(PrivateKey privateKey, PublicKey publicKey) {
        try {
            Signature signature = Signature.getInstance(switch (privateKey.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> "Ed25519";
            });
            signature.initSign(privateKey);
            signature.update(TRIAL);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(TRIAL);
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static Optional<PemObject> first(byte[] pem, Predicate<String> type, List<String> skipped) {
        try (PemReader reader = new PemReader(text(pem))) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                if (type.test(block.getType())) {
                    return Optional.of(block);
                }
                skipped.add(block.getType());
            }
        } catch (IOException | RuntimeException _) {
            // what cannot be read is no block, and ends them
        }
        return Optional.empty();
    }

    private static Reader text(byte[] pem) {
        return new StringReader(new String(pem, StandardCharsets.ISO_8859_1));
    }
}
