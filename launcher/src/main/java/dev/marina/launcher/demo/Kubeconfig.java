package dev.marina.launcher.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import com.fasterxml.jackson.databind.JsonNode;

import dev.marina.launcher.Json;

/// A server, whom to trust there, and who one is: the three things that a kubeconfig with a client certificate says.
record Kubeconfig(String server, SSLContext tls) {
    private static final char[] NO_PASSWORD = new char[0];

    static Kubeconfig parse(String yaml) throws IOException, GeneralSecurityException {
        JsonNode config = Json.YAML.readTree(yaml);
        JsonNode cluster = config.path("clusters").path(0).path("cluster");
        JsonNode user = config.path("users").path(0).path("user");
        return new Kubeconfig(cluster.path("server").asText(), tls(pem(cluster, "certificate-authority-data"), pem(user, "client-certificate-data"),
                pem(user, "client-key-data")));
    }

    private static String pem(JsonNode node, String field) throws IOException {
        if (!node.hasNonNull(field)) {
            throw new IOException("the kubeconfig has no " + field);
        }
        return new String(Base64.getMimeDecoder().decode(node.get(field).asText()), StandardCharsets.US_ASCII);
    }

    private static SSLContext tls(String authority, String certificate, String key) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, NO_PASSWORD);
        int number = 0;
        for (Certificate each : certificates(authority)) {
            trusted.setCertificateEntry("authority-" + number++, each);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);

        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, NO_PASSWORD);
        own.setKeyEntry("user", privateKey(key), NO_PASSWORD, certificates(certificate));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, NO_PASSWORD);

        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static Certificate[] certificates(String pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                .toArray(Certificate[]::new);
    }

    private static PrivateKey privateKey(String pem) throws IOException, GeneralSecurityException {
        byte[] bytes = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        if (pem.contains("BEGIN EC PRIVATE KEY")) {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8(bytes)));
        }
        if (!pem.contains("BEGIN PRIVATE KEY")) {
            throw new IOException("the kubeconfig's key is neither in PKCS#8 nor in SEC 1");
        }
        try {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(bytes));
        } catch (GeneralSecurityException e) {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes));
        }
    }

    /// The older form of an elliptic key (SEC 1) in the newer envelope, which is all that Java reads. The curve is P-256, as everywhere here.
    static byte[] pkcs8(byte[] sec1) {
        byte[] versionAndAlgorithm = HexFormat.of().parseHex("020100" + "301306072a8648ce3d020106082a8648ce3d030107");
        byte[] key = tagged(0x04, sec1);
        byte[] body = Arrays.copyOf(versionAndAlgorithm, versionAndAlgorithm.length + key.length);
        System.arraycopy(key, 0, body, versionAndAlgorithm.length, key.length);
        return tagged(0x30, body);
    }

    /// DER: tag, length, value.
    private static byte[] tagged(int tag, byte[] value) {
        byte[] head = value.length < 128 ? new byte[] {(byte) tag, (byte) value.length} : new byte[] {(byte) tag, (byte) 0x81, (byte) value.length};
        byte[] all = Arrays.copyOf(head, head.length + value.length);
        System.arraycopy(value, 0, all, head.length, value.length);
        return all;
    }
}
