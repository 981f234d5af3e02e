package dev.marina.apiserver.pki;

import dev.marina.store.ClusterRecord;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/// The private material of one cluster, as its record keeps it: the authority for client certificates and the key that
/// signs service-account tokens.
public record ClusterKeys(CertificateAuthority authority, PrivateKey tokenKey, PublicKey tokenPublicKey) {

    private static final String CA_CERTIFICATE = "ca.pem";
    private static final String CA_KEY = "ca-key.pem";
    private static final String TOKEN_KEY = "sa-key";
    private static final String TOKEN_PUBLIC_KEY = "sa-key.pub";

    /// New secrets for [dev.marina.store.NewCluster].
    public static Map<String, byte[]> create(String tenant, String name, Clock clock) {
        KeyPair authority = Keys.p256();
        KeyPair token = Keys.p256();
        return Map.of(
                CA_CERTIFICATE, CertificateAuthority.certificatePem(subject(tenant, name), authority, clock).getBytes(StandardCharsets.US_ASCII),
                CA_KEY, Pem.privateKey(authority.getPrivate()).getBytes(StandardCharsets.US_ASCII),
                TOKEN_KEY, token.getPrivate().getEncoded(),
                TOKEN_PUBLIC_KEY, token.getPublic().getEncoded());
    }

    /// The name of a cluster's authority; leads from a certificate's issuer back to the cluster.
    static X500Principal subject(String tenant, String name) {
        return new X500Principal("CN=%s, OU=%s, O=marina".formatted(name, tenant));
    }

    /// Which cluster's authority a certificate claims to be from.
    public record Issuer(String tenant, String cluster) {
        public static Optional<Issuer> of(java.security.cert.X509Certificate certificate) {
            Subject issuer = Subject.of(certificate.getIssuerX500Principal());
            return issuer.organizations().contains("marina") && !issuer.unit().isEmpty()
                    ? Optional.of(new Issuer(issuer.unit(), issuer.commonName()))
                    : Optional.empty();
        }
    }

    public static ClusterKeys of(ClusterRecord cluster) {
        return new ClusterKeys(
                CertificateAuthority.of(text(cluster, CA_CERTIFICATE), text(cluster, CA_KEY)),
                Pem.privateKey(secret(cluster, TOKEN_KEY)), Pem.publicKey(secret(cluster, TOKEN_PUBLIC_KEY)));
    }

    public static String authorityPem(ClusterRecord cluster) {
        return text(cluster, CA_CERTIFICATE);
    }

    static PrivateKey authorityKey(ClusterRecord cluster) {
        return Pem.privateKey(text(cluster, CA_KEY));
    }

    public static PublicKey tokenPublicKey(ClusterRecord cluster) {
        return Pem.publicKey(secret(cluster, TOKEN_PUBLIC_KEY));
    }

    private static String text(ClusterRecord cluster, String name) {
        return new String(secret(cluster, name), StandardCharsets.US_ASCII);
    }

    private static byte[] secret(ClusterRecord cluster, String name) {
        byte[] secret = cluster.secrets().get(name);
        if (secret == null) {
            throw new IllegalStateException("cluster %s has no secret %s".formatted(cluster.id(), name));
        }
        return secret;
    }

    @Override
    public String toString() {
        return "ClusterKeys[***]";
    }
}
