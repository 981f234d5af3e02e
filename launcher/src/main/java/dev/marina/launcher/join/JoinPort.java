package dev.marina.launcher.join;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import com.fasterxml.jackson.databind.JsonNode;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.Json;

/// Where an installation takes machines in. Nothing is said to a server that the token's authority does not vouch for.
record JoinPort(String host, int port) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// `https://host:port` or `host:port`.
    static JoinPort parse(String server) {
        String bare = server.strip().replaceFirst("^https://", "").replaceFirst("/$", "");
        if (!bare.matches("[A-Za-z0-9.-]+:\\d{1,5}")) {
            throw new Complaint("--server is '%s'; it must be host:port, as ./marina join-token wrote it".formatted(server));
        }
        int colon = bare.lastIndexOf(':');
        return new JoinPort(bare.substring(0, colon), Integer.parseInt(bare.substring(colon + 1)));
    }

    /// The address of this machine from which connections go there.
    String ownAddress() throws IOException {
        try (java.net.DatagramSocket socket = new java.net.DatagramSocket()) {
            socket.connect(new InetSocketAddress(host, port));
            return socket.getLocalAddress().getHostAddress();
        }
    }

    JsonNode join(JoinToken token, String machine, String csr) throws IOException, InterruptedException, GeneralSecurityException {
        X509Certificate authority = token.authority(shown()).orElseThrow(() -> new Complaint(
                "%s:%d is not the installation that the token is from: nothing was sent to it".formatted(host, port)));
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, Trusted.managers(List.of(authority)), null);
        String body = Json.line(java.util.Map.of("machine", machine, "token", token.secret(), "csr", csr));
        try (HttpClient http = HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build()) {
            HttpResponse<String> answer = http.send(HttpRequest.newBuilder(URI.create("https://%s:%d/machines/join".formatted(host, port))).timeout(PATIENCE)
                    .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new Complaint("not let in (%d): %s".formatted(answer.statusCode(),
                        answer.body().startsWith("{") ? Json.JSON.readTree(answer.body()).path("message").asText() : "is this the port of join-token?"));
            }
            return Json.JSON.readTree(answer.body());
        }
    }

    /// What the server shows of itself, which is believed in nothing yet.
    private List<X509Certificate> shown() throws IOException, GeneralSecurityException {
        List<X509Certificate> chain = new ArrayList<>();
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new Remembering(chain)}, null);
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket()) {
            socket.connect(new InetSocketAddress(host, port), (int) PATIENCE.toMillis());
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.startHandshake();
        } catch (java.net.ConnectException | java.net.SocketTimeoutException e) {
            throw new Complaint("nothing answers at %s:%d; is the way open for TCP, and MARINA_MACHINE_ADDRESS set there?".formatted(host, port), e);
        }
        return chain;
    }

    /// Takes note of a chain; the connection is closed then.
    private record Remembering(List<X509Certificate> chain) implements X509TrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type) {
            chain.addAll(List.of(shown));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type) {
            throw new IllegalStateException("no client comes here");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
