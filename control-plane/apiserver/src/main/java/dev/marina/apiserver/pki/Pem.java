package dev.marina.apiserver.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;

/// The text form of certificates and keys.
public final class Pem {

    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END \\1-----");

    private Pem() {}

    public static String encode(String label, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label,
                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), label);
    }

    /// The bytes of the first block; throws [IllegalArgumentException] where there is none.
    public static byte[] decode(String pem) {
        Matcher matcher = BLOCK.matcher(pem);
        if (!matcher.find()) {
            throw new IllegalArgumentException("the text is not PEM");
        }
        return Base64.getMimeDecoder().decode(matcher.group(2).strip());
    }

    public static String certificate(X509Certificate certificate) {
        try {
            return encode("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate could not be encoded", e);
        }
    }

    public static X509Certificate certificate(byte[] pem) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
        } catch (CertificateException e) {
            throw new IllegalArgumentException("the text is not a certificate", e);
        }
    }

    public static X509Certificate certificate(String pem) {
        return certificate(pem.getBytes(StandardCharsets.US_ASCII));
    }

    public static String privateKey(PrivateKey key) {
        return encode("PRIVATE KEY", key.getEncoded());
    }

    /// The older form `EC PRIVATE KEY`, which every Kubernetes client recognises without being told the algorithm.
    public static String ecPrivateKey(PrivateKey key) {
        try {
            ASN1ObjectIdentifier curve = SECObjectIdentifiers.secp256r1;
            return encode("EC PRIVATE KEY", new org.bouncycastle.asn1.sec.ECPrivateKey(256, ((ECPrivateKey) key).getS(), curve).getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("a key could not be encoded", e);
        }
    }

    public static PrivateKey privateKey(String pem) {
        return privateKey(decode(pem));
    }

    /// An EC key from PKCS#8.
    public static PrivateKey privateKey(byte[] pkcs8) {
        try {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the bytes are not an EC private key", e);
        }
    }

    public static PublicKey publicKey(byte[] encoded) {
        try {
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the bytes are not an EC public key", e);
        }
    }
}
