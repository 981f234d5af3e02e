package dev.marina.launcher.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Certificates and keys as text.
public final class Pem {
    private static final Pattern CERTIFICATE = Pattern.compile("-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]+-----END CERTIFICATE-----");
    private static final Pattern KEY = Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /// A chain, the holder's own certificate first.
    public static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
        // Java's reader takes certificates alone; a file may hold the key too.
        String alone = CERTIFICATE.matcher(pem).results().map(MatchResult::group).collect(Collectors.joining("\n"));
        List<X509Certificate> chain = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(alone.getBytes(StandardCharsets.US_ASCII)))
                .stream().map(X509Certificate.class::cast).toList();
        if (chain.isEmpty()) {
            throw new GeneralSecurityException("there is no certificate in it");
        }
        return chain;
    }

    /// An unencrypted key in PKCS#8, elliptic or RSA.
    public static PrivateKey privateKey(String pem) throws GeneralSecurityException {
        Matcher found = KEY.matcher(pem);
        if (!found.find()) {
            throw new GeneralSecurityException(
                    "there is no unencrypted PKCS#8 key (BEGIN PRIVATE KEY) in it; `openssl pkcs8 -topk8 -nocrypt` makes one of another form");
        }
        PKCS8EncodedKeySpec key = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(1)));
        try {
            return KeyFactory.getInstance("EC").generatePrivate(key);
        } catch (GeneralSecurityException e) {
            return KeyFactory.getInstance("RSA").generatePrivate(key);
        }
    }

    static String of(String type, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), type);
    }

    public static String of(X509Certificate certificate) throws GeneralSecurityException {
        return of("CERTIFICATE", certificate.getEncoded());
    }

    /// PKCS#8, which says of which kind the key is.
    public static String of(PrivateKey key) {
        return of("PRIVATE KEY", key.getEncoded());
    }

    private Pem() {}
}
