package dev.marina.agent.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/// A client certificate with its key, and the server that it is for.
public record Identity(String server, String serverCa, String certificate, PrivateKey key) {

    /// The current context's cluster and user of a kubeconfig with inline data.
    public static Identity of(Path kubeconfig) throws IOException {
        JsonNode config = new YAMLMapper().readTree(Files.readString(kubeconfig));
        JsonNode context = named(config.path("contexts"), config.path("current-context").asText()).path("context");
        JsonNode cluster = named(config.path("clusters"), context.path("cluster").asText()).path("cluster");
        JsonNode user = named(config.path("users"), context.path("user").asText()).path("user");
        return new Identity(cluster.path("server").asText(), data(kubeconfig, cluster, "certificate-authority"), data(kubeconfig, user, "client-certificate"),
                key(data(kubeconfig, user, "client-key")));
    }

    private static JsonNode named(JsonNode list, String name) {
        for (JsonNode entry : list) {
            if (entry.path("name").asText().equals(name)) {
                return entry;
            }
        }
        throw new IllegalArgumentException("kubeconfig has no entry named " + name);
    }

    private static String data(Path kubeconfig, JsonNode node, String name) throws IOException {
        if (node.has(name + "-data")) {
            return new String(Base64.getDecoder().decode(node.path(name + "-data").asText()), StandardCharsets.UTF_8);
        }
        if (node.has(name)) {
            return Files.readString(kubeconfig.resolveSibling(node.path(name).asText()));
        }
        throw new IllegalArgumentException("%s has neither %s-data nor %s".formatted(kubeconfig, name, name));
    }

    static PrivateKey key(String pem) throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                if (part instanceof PEMKeyPair pair) {
                    return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
                }
                if (part instanceof PrivateKeyInfo info) {
                    return new JcaPEMKeyConverter().getPrivateKey(info);
                }
            }
        }
        throw new IllegalArgumentException("no private key in PEM text");
    }

    public KubernetesClient client() {
        return ApiClients.open(server, tls());
    }

    public SSLContext tls() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), trustManagers(), new SecureRandom());
            return context;
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("cannot use the client certificate for " + server, failure);
        }
    }

    public Instant expires() {
        return chain()[0].getNotAfter().toInstant();
    }

    X509Certificate[] chain() {
        return Arrays.stream(certificates(certificate)).map(X509Certificate.class::cast).toArray(X509Certificate[]::new);
    }

    private KeyManager[] keyManagers() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("client", key, new char[0], certificates(certificate));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException failure) {
            throw new IllegalStateException("cannot use the client certificate for " + server, failure);
        }
    }

    TrustManager[] trustManagers() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            Certificate[] authorities = certificates(serverCa);
            for (int i = 0; i < authorities.length; i++) {
                store.setCertificateEntry("ca" + i, authorities[i]);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException | IOException failure) {
            throw new IllegalStateException("cannot use the CA of " + server, failure);
        }
    }

    private static Certificate[] certificates(String pem) {
        try {
            return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
                    .toArray(Certificate[]::new);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("no certificate in PEM text", failure);
        }
    }

    @Override
    public String toString() {
        return "Identity[server=%s, key=***]".formatted(server);
    }
}
