package dev.marina.agent.entrance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// HAProxy itself, which is given certificates while it runs.
class FrontCertificatesIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String ACME = "*.acme.apps.localhost";
    private static final String OTHER = "*.other.apps.localhost";

    @TempDir
    private Path directory;
    private final Set<String> wanted = new CopyOnWriteArraySet<>();
    private X509Certificate authority;
    private Process haproxy;
    private int port;
    private FrontCertificates certificates;

    @BeforeEach
    void aFront() throws Exception {
        KeyPair pair = pair();
        X500Name name = new X500Name("CN=Test");
        authority = new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(name, BigInteger.ONE, Date.from(Instant.now().minusSeconds(60)),
                        Date.from(Instant.now().plus(Duration.ofDays(1))), name, pair.getPublic())
                        .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
        Files.writeString(directory.resolve("authority.pem"),
                block("CERTIFICATE", authority.getEncoded()) + block("PRIVATE KEY", pair.getPrivate().getEncoded()));
        Files.writeString(directory.resolve("default.pem"), NameAuthority.read(directory.resolve("authority.pem")).issue("default.example", Instant.now()));
        Files.writeString(directory.resolve("list"), directory.resolve("default.pem") + "\n");
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Files.writeString(directory.resolve("front.cfg"), """
                global
                    stats socket unix@%1$s/control.sock mode 600 level admin
                defaults
                    mode http
                    timeout client 5s
                    timeout server 5s
                    timeout connect 5s
                frontend apps
                    bind 127.0.0.1:%2$d ssl crt-list %1$s/list
                    http-request return status 200
                """.formatted(directory, port));
        startFront();
    }

    private static KeyPair pair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String block(String kind, byte[] der) {
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
    }

    private void startFront() throws IOException {
        haproxy = new ProcessBuilder("haproxy", "-db", "-f", directory.resolve("front.cfg").toString()).redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile()).start();
    }

    @AfterEach
    void end() throws Exception {
        certificates.close();
        haproxy.destroyForcibly().waitFor();
    }

    private void startAgent() throws IOException {
        certificates = FrontCertificates.start(directory.resolve("authority.pem"), directory.resolve("control.sock"), directory.resolve("list"), () -> wanted,
                Clock.systemUTC());
    }

    /// For which name the front has a certificate when it is asked for this one.
    private String shown(String name) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new X509TrustManager() {
                @Override
                public void checkClientTrusted(X509Certificate[] chain, String type) {}

                @Override
                public void checkServerTrusted(X509Certificate[] chain, String type) {}

                @Override
                public X509Certificate[] getAcceptedIssuers() {
                    return new X509Certificate[0];
                }
            }}, null);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(name)));
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
                certificate.verify(authority.getPublicKey());
                return certificate.getSubjectAlternativeNames().iterator().next().get(1).toString();
            }
        } catch (Exception e) {
            return e.toString();
        }
    }

    private void await(String name, String certificate) {
        Instant end = Instant.now().plus(SOON);
        for (String seen = shown(name); !seen.equals(certificate); seen = shown(name)) {
            assertTrue(Instant.now().isBefore(end), "for %s the front shows %s and not %s".formatted(name, seen, certificate));
            LockSupport.parkNanos(100_000_000);
        }
    }

    @Test
    void everyClusterWithAnEntranceHasACertificateFromTheFirstHandshakeOn() throws Exception {
        wanted.add(ACME);
        startAgent();
        await("shop.acme.apps.localhost", ACME);
        assertEquals("default.example", shown("shop.other.apps.localhost"));

        wanted.add(OTHER);
        await("shop.other.apps.localhost", OTHER);
        assertEquals(ACME, shown("another.acme.apps.localhost"));
        assertEquals("default.example", shown("a.b.acme.apps.localhost"));

        wanted.remove(ACME);
        await("shop.acme.apps.localhost", "default.example");
        assertEquals(OTHER, shown("shop.other.apps.localhost"));
    }

    @Test
    void aFrontThatWasStartedAnewGetsThemAgain() throws Exception {
        wanted.add(ACME);
        startAgent();
        await("shop.acme.apps.localhost", ACME);

        haproxy.destroyForcibly().waitFor();
        startFront();

        await("shop.acme.apps.localhost", ACME);
    }

    @Test
    void anAgentThatWasStartedAnewGoesOn() throws Exception {
        wanted.add(ACME);
        startAgent();
        await("shop.acme.apps.localhost", ACME);
        certificates.close();

        wanted.add(OTHER);
        startAgent();

        await("shop.other.apps.localhost", OTHER);
        assertEquals(ACME, shown("shop.acme.apps.localhost"));
    }
}
