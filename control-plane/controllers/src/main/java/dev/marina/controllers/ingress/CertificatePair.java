package dev.marina.controllers.ingress;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A certificate with its chain and its key, of a Secret of type `kubernetes.io/tls`. One that nginx would not take must not get to it: it
/// would keep everything else of the configuration away. What is handed on is written anew from what was read.
record CertificatePair(List<X509Certificate> chain, PrivateKey key) {

    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final int LONGEST_CHAIN = 10;
    private static final int MOST_AUTHORITIES = 50;
    /// What OpenSSL refuses at the level of security that Debian sets.
    private static final int LEAST_RSA_BITS = 2048;
    private static final Set<String> WEAK = Set.of("MD2WITHRSA", "MD5WITHRSA", "SHA1WITHRSA", "SHA1WITHECDSA", "SHA1WITHDSA");

    /// The message is for whoever wrote the Secret.
    static final class Unusable extends Exception {
        Unusable(String message) {
            super(message);
        }
    }

    static CertificatePair of(byte[] certificate, byte[] key) throws Unusable {
        List<X509Certificate> chain = chain(certificate, LONGEST_CHAIN, "tls.crt");
        X509Certificate own = chain.getFirst();
        for (X509Certificate each : chain) {
            strong(each);
        }
        PrivateKey read = key(key, own);
        if (!fits(read, own)) {
            throw new Unusable("tls.key is not the key of the certificate in tls.crt");
        }
        return new CertificatePair(chain, read);
    }

    private static List<X509Certificate> chain(byte[] pem, int most, String key) throws Unusable {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<X509Certificate> chain = new ArrayList<>();
            for (Matcher block = BLOCK.matcher(new String(pem, StandardCharsets.US_ASCII)); block.find();) {
                if (block.group(1).equals("CERTIFICATE")) {
                    chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(Base64.getMimeDecoder().decode(block.group(2)))));
                }
            }
            if (chain.isEmpty() || chain.size() > most) {
                throw new Unusable("%s holds %d certificates; 1 to %d in PEM would be right".formatted(key, chain.size(), most));
            }
            return chain;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new Unusable("%s cannot be read: %s".formatted(key, e.getMessage()));
        }
    }

    /// Certificates by which others are checked, written anew.
    static String authorities(byte[] pem) throws Unusable {
        StringBuilder text = new StringBuilder();
        try {
            for (X509Certificate each : chain(pem, MOST_AUTHORITIES, "ca.crt")) {
                block(text, "CERTIFICATE", each.getEncoded());
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    /// Lists of certificates that count no more, written anew.
    static String revocations(byte[] pem) throws Unusable {
        StringBuilder text = new StringBuilder();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Matcher block = BLOCK.matcher(new String(pem, StandardCharsets.US_ASCII)); block.find();) {
                if (block.group(1).equals("X509 CRL")) {
                    byte[] der = Base64.getMimeDecoder().decode(block.group(2));
                    block(text, "X509 CRL", ((java.security.cert.X509CRL) factory.generateCRL(new ByteArrayInputStream(der))).getEncoded());
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new Unusable("crl.pem cannot be read: " + e.getMessage());
        }
        if (text.isEmpty()) {
            throw new Unusable("crl.pem holds no list of revoked certificates in PEM");
        }
        return text.toString();
    }

    private static void strong(X509Certificate certificate) throws Unusable {
        boolean itsOwnIssuer = certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
        if (!itsOwnIssuer && WEAK.contains(certificate.getSigAlgName().toUpperCase())) {
            throw new Unusable("tls.crt is signed with " + certificate.getSigAlgName() + ", which is too weak");
        }
        if (certificate.getPublicKey() instanceof RSAKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
            throw new Unusable("tls.crt has an RSA key of %d bits; at least %d would be right".formatted(rsa.getModulus().bitLength(), LEAST_RSA_BITS));
        }
    }

    private static PrivateKey key(byte[] pem, X509Certificate of) throws Unusable {
        try {
            KeyFactory factory = KeyFactory.getInstance(of.getPublicKey().getAlgorithm());
            for (Matcher block = BLOCK.matcher(new String(pem, StandardCharsets.US_ASCII)); block.find();) {
                byte[] der = Base64.getMimeDecoder().decode(block.group(2));
                switch (block.group(1)) {
                    case "PRIVATE KEY" -> {
                        return factory.generatePrivate(new PKCS8EncodedKeySpec(der));
                    }
                    case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
                        return factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8(der, algorithm(of.getPublicKey().getEncoded()))));
                    }
                    default -> {
                        // `EC PARAMETERS`, say
                    }
                }
            }
            throw new Unusable("tls.key holds no private key in PEM without a password");
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new Unusable("tls.key is not the key of the certificate in tls.crt: " + e.getMessage());
        }
    }

    private static boolean fits(PrivateKey key, X509Certificate certificate) throws Unusable {
        String algorithm = switch (certificate.getPublicKey().getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA", "Ed25519" -> "Ed25519";
            default ->
                throw new Unusable("tls.crt has a key of kind %s; RSA, EC or Ed25519 would be right".formatted(certificate.getPublicKey().getAlgorithm()));
        };
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            byte[] text = certificate.getEncoded();
            signing.update(text);
            byte[] signature = signing.sign();
            Signature checking = Signature.getInstance(algorithm);
            checking.initVerify(certificate.getPublicKey());
            checking.update(text);
            return checking.verify(signature);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    /// Chain and key in one file, as nginx reads both.
    String pem() {
        StringBuilder pem = new StringBuilder();
        try {
            for (X509Certificate certificate : chain) {
                block(pem, "CERTIFICATE", certificate.getEncoded());
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        block(pem, "PRIVATE KEY", key.getEncoded());
        return pem.toString();
    }

    private static void block(StringBuilder pem, String kind, byte[] der) {
        pem.append("-----BEGIN ").append(kind).append("-----\n")
                .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)).append("\n-----END ").append(kind).append("-----\n");
    }

    // -- the older forms of a key lack the algorithm, which the certificate has. RFC 5958, section 2; RFC 5280, section 4.1

    private static byte[] algorithm(byte[] subjectPublicKeyInfo) {
        int at = content(subjectPublicKeyInfo, 0);
        int end = content(subjectPublicKeyInfo, at) + length(subjectPublicKeyInfo, at);
        return Arrays.copyOfRange(subjectPublicKeyInfo, at, end);
    }

    private static byte[] pkcs8(byte[] key, byte[] algorithm) {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        inner.writeBytes(new byte[] {2, 1, 0});
        inner.writeBytes(algorithm);
        inner.writeBytes(tagged(4, key));
        return tagged(0x30, inner.toByteArray());
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 128) {
            out.write(content.length);
        } else if (content.length < 256) {
            out.writeBytes(new byte[] {(byte) 0x81, (byte) content.length});
        } else {
            out.writeBytes(new byte[] {(byte) 0x82, (byte) (content.length >> 8), (byte) content.length});
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static int content(byte[] der, int at) {
        int first = der[at + 1] & 0xFF;
        return at + 2 + (first < 128 ? 0 : first - 128);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xFF;
        if (first < 128) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < first - 128; i++) {
            length = length << 8 | der[at + 2 + i] & 0xFF;
        }
        return length;
    }
}
