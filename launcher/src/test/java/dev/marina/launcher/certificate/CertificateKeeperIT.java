package dev.marina.launcher.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.marina.acme.AcmeServer;
import dev.marina.launcher.component.FrontForTests;
import dev.marina.launcher.tls.Authority;

/// HAProxy itself, and an ACME server that looks at it: a certificate comes, is renewed, and nobody who is connected is cut off.
class CertificateKeeperIT {

    private static final List<String> NAMES = List.of("console.example", "login.example");

    @TempDir
    private Path directory;
    private final MovingClock clock = new MovingClock();
    private AcmeServer server;
    private Process haproxy;
    private FrontForTests.Ports ports;
    private CertificateFiles files;
    private CertificateKeeper keeper;
    private PublicCertificate wanted;

    private static final class MovingClock extends Clock {
        private Instant now = Instant.now();

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void aFront() throws Exception {
        server = new AcmeServer(directory, this::found);
        server.now = clock.now;
        files = new CertificateFiles(directory.resolve("account"), directory.resolve("ordered.pem"), directory.resolve("failure"));
        keeper = new CertificateKeeper(files, clock);
        wanted = new PublicCertificate(server.url("/directory"), Optional.of(server.trust()), Optional.empty(), NAMES);
        Authority authority = Authority.create("Own", Instant.now());
        Files.writeString(directory.resolve("ca.pem"), authority.identity().chainPem());
        Files.writeString(directory.resolve("front.pem"),
                authority.issue("console.example", NAMES, List.of(Authority.Purpose.SERVER), Authority.PUBLIC_LIFE, Instant.now()).wholePem());
        ports = FrontForTests.ports();
        haproxy = FrontForTests.start(directory, ports, files.accountKey().thumbprint());
    }

    @AfterEach
    void end() throws InterruptedException {
        server.close();
        haproxy.destroyForcibly().waitFor();
    }

    /// What an ACME server sees that looks under one of these names.
    private Optional<String> found(String host, String token) {
        try {
            String[] answer = plain("GET /.well-known/acme-challenge/" + token, host);
            return answer[0].contains(" 200 ") ? Optional.of(answer[1]) : Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }

    /// Head and body.
    private String[] plain(String request, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports.acme())) {
            socket.getOutputStream().write("%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(request, host).getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).split("\r\n\r\n", 2);
        }
    }

    private void look() throws InterruptedException {
        keeper.look(wanted, directory.resolve("control.sock"), directory.resolve("front.pem"));
    }

    private SSLSocket connect(String name) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TakesAll()}, new SecureRandom());
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), ports.console());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(10_000);
        socket.startHandshake();
        return socket;
    }

    private X509Certificate shown(String name) throws Exception {
        try (SSLSocket socket = connect(name)) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    /// Who is only looked at.
    private static final class TakesAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static String status(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("GET /ca.pem HTTP/1.1\r\nHost: console.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        String head = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
        in.readNBytes(in.available());
        return head;
    }

    @Test
    void certificateComesAndIsRenewedWhileConnectionsGoOn() throws Exception {
        assertTrue(shown("console.example").getIssuerX500Principal().getName().contains("Own"));
        assertEquals("is being ordered", files.words(NAMES, clock.now));
        try (SSLSocket before = connect("console.example")) {
            look();

            X509Certificate first = shown("login.example");
            assertTrue(first.getIssuerX500Principal().getName().contains("test authority"), first::toString);
            assertEquals(2, first.getSubjectAlternativeNames().size());
            assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(files.certificate()));
            assertTrue(files.words(NAMES, clock.now).startsWith("until "), files.words(NAMES, clock.now));
            look();
            assertEquals(1, server.orders(), "nothing is due");

            clock.now = clock.now.plus(Duration.ofDays(61));
            server.now = clock.now;
            look();
            assertNotEquals(first, shown("console.example"));
            assertEquals(2, server.orders());
            assertEquals(1, server.accounts());
            assertEquals("HTTP/1.1 200", status(before), "who was connected still is");
        }
        assertTrue(haproxy.isAlive());
    }

    @Test
    void refusalIsSaidAndTriedAgainLaterAndTheFrontGoesOn() throws Exception {
        server.refusal = Optional.of("rateLimited");
        look();
        look();

        assertEquals("rateLimited: too many of them; asked for again in 5 minutes", files.words(NAMES, clock.now));
        assertTrue(shown("console.example").getIssuerX500Principal().getName().contains("Own"));
        clock.now = clock.now.plus(Duration.ofMinutes(5));
        look();
        assertEquals("rateLimited: too many of them; asked for again in 10 minutes", files.words(NAMES, clock.now));
        server.refusal = Optional.empty();
        clock.now = clock.now.plus(Duration.ofMinutes(10));
        look();
        assertTrue(shown("console.example").getIssuerX500Principal().getName().contains("test authority"));
        // A renewal that fails leaves what is there, and says both.
        server.refusal = Optional.of("serverInternal");
        clock.now = clock.now.plus(Duration.ofDays(61));
        look();
        assertTrue(files.words(NAMES, clock.now).matches("until .*; serverInternal: .*; asked for again in 5 minutes"), files.words(NAMES, clock.now));
        assertTrue(files.held(NAMES, clock.now).isPresent());
    }

    @Test
    void serverThatDoesNotAnswerIsAFailureAsAnyOther() throws Exception {
        server.close();
        look();

        assertTrue(files.words(NAMES, clock.now).startsWith("the ACME server does not answer"), files.words(NAMES, clock.now));
    }

    /// With another account's orders nobody gets a certificate for these names: what is answered is this account's alone.
    @Test
    void nothingButChallengesIsAnsweredAndEachWithThisAccountsKey() throws Exception {
        String token = "tokentokentokentoken";
        assertEquals(Optional.of(files.accountKey().authorization(token)), found("console.example", token));
        for (String path : List.of("/", "/.well-known/acme-challenge/", "/.well-known/acme-challenge/short",
                "/.well-known/acme-challenge/tokentokentoken%0a%0dtoken",
                "/.well-known/acme-challenge/tokentokentoken../token", "/.well-known/acme-challenge/tokentokentoken%{+Q}[path]")) {
            String head = plain("GET " + path, "console.example")[0];
            assertTrue(head.contains(" 308 ") || head.contains(" 400 "), path + ": " + head);
            assertFalse(head.contains(files.accountKey().thumbprint()), path);
        }
    }

    @Test
    void otherNamesAreAnotherCertificate() throws Exception {
        look();
        wanted = new PublicCertificate(wanted.directory(), wanted.trust(), wanted.contact(), List.of("new.example"));
        look();

        assertEquals(2, server.orders());
        assertTrue(shown("new.example").getSubjectAlternativeNames().toString().contains("new.example"));
    }
}
