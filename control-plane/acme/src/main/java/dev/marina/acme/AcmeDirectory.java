package dev.marina.acme;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Where an installation's certificates come from. The operator says so, and nobody else: a tenant chooses whether, not where.
///
/// @param trust by which the server is known; empty: by the Java platform's authorities
/// @param contact an address to which the server may write
public record AcmeDirectory(URI url, Optional<SSLContext> trust, Optional<String> contact) {

    public AcmeDirectory {
        if (!"https".equals(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException("acme-directory is %s; it must be the https:// URL of an ACME server's directory".formatted(url));
        }
    }

    /// @param authorities a file with certificates in PEM, or empty
    public static AcmeDirectory of(String url, Optional<Path> authorities, Optional<String> contact) {
        return new AcmeDirectory(URI.create(url), authorities.map(AcmeDirectory::trusting), contact);
    }

    private static SSLContext trusting(Path authorities) {
        try (InputStream pem = Files.newInputStream(authorities)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("acme-ca is %s, which holds no certificates that can be read".formatted(authorities), e);
        }
    }

    public boolean hasOriginOf(URI other) {
        return url.getScheme().equals(other.getScheme()) && url.getHost().equals(other.getHost()) && url.getPort() == other.getPort();
    }
}
