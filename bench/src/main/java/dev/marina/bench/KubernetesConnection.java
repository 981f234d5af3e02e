package dev.marina.bench;

import dev.marina.apiserver.pki.CertificateAuthority;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.apiserver.pki.Keys;
import dev.marina.store.ClusterRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/// What kubectl does: HTTPS with a client certificate of the cluster's authority.
final class KubernetesConnection {

    private final String server;
    private final SSLSocketFactory sockets;

    private KubernetesConnection(String server, SSLSocketFactory sockets) {
        this.server = server;
        this.sockets = sockets;
    }

    /// As a member of `system:masters` of that cluster.
    static KubernetesConnection to(ClusterRecord cluster, int port, Path home) throws GeneralSecurityException, IOException {
        KeyStore identity = identity(cluster);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(identity, new char[0]);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), trust(home).getTrustManagers(), null);
        return new KubernetesConnection("https://localhost:%d/clusters/%s/%s".formatted(port, cluster.tenant(), cluster.name()), context.getSocketFactory());
    }

    /// A member of `system:masters`, without a password.
    static KeyStore identity(ClusterRecord cluster) throws GeneralSecurityException, IOException {
        CertificateAuthority authority = ClusterKeys.of(cluster).authority();
        KeyPair key = Keys.p256();
        Certificate certificate = authority.issueClient("bench", List.of("system:masters"), key.getPublic(), Duration.ofHours(2), Clock.systemUTC());
        KeyStore identity = KeyStore.getInstance("PKCS12");
        identity.load(null, null);
        identity.setKeyEntry("bench", key.getPrivate(), new char[0], new Certificate[] {certificate});
        return identity;
    }

    static TrustManagerFactory trust(Path home) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (var pem = java.nio.file.Files.newInputStream(home.resolve("pki").resolve("ca.pem"))) {
            trusted.setCertificateEntry("platform", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        return trust;
    }

    /// The status code.
    int send(String method, String path, String json) throws IOException {
        HttpsURLConnection connection = (HttpsURLConnection) URI.create(server + path).toURL().openConnection();
        connection.setSSLSocketFactory(sockets);
        connection.setRequestMethod(method);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setConnectTimeout(30_000);
        connection.setReadTimeout(60_000);
        if (!json.isEmpty()) {
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(json.getBytes(StandardCharsets.UTF_8));
            }
        }
        int code = connection.getResponseCode();
        try (var body = code < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            if (body != null) {
                body.readAllBytes();
            }
        }
        return code;
    }
}
