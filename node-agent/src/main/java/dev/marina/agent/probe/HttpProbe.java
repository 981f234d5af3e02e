package dev.marina.agent.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// A GET whose answer is 200 to 399. Redirects are followed within the host; one that leads elsewhere is a success, as upstream
/// counts it: the server answers.
final class HttpProbe {

    private static final int BODY_BYTES = 10 * 1024;
    private static final int MOST_REDIRECTS = 10;
    private static final SSLSocketFactory TRUSTING = trusting();

    private final Dialer dialer;

    HttpProbe(Dialer dialer) {
        this.dialer = dialer;
    }

    ProbeResult get(HTTPGetAction action, Container container, String podIp, Duration timeout) {
        String host = Ports.host(action.getHost(), podIp);
        Optional<Integer> port = Ports.find(action.getPort(), container);
        if (port.isEmpty()) {
            return ProbeResult.failure("couldn't find port: %s".formatted(action.getPort()));
        }
        String path = Optional.ofNullable(action.getPath()).filter(p -> !p.isEmpty()).orElse("/");
        HttpTarget first = new HttpTarget("HTTPS".equalsIgnoreCase(action.getScheme()), host, port.get(), path.startsWith("/") ? path : "/" + path);
        return follow(action, first, Deadline.in(timeout));
    }

    private ProbeResult follow(HTTPGetAction action, HttpTarget first, Deadline deadline) {
        HttpTarget target = first;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            Optional<HttpAnswer> answer;
            try {
                answer = HttpAnswer.parse(exchange(action, target, deadline));
            } catch (IOException failure) {
                return ProbeResult.failure(deadline.passed()
                        ? "Get \"%s\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)".formatted(target.url())
                        : "Get \"%s\": dial tcp %s:%d: %s".formatted(target.url(), target.host(), target.port(), Ports.words(failure)));
            }
            if (answer.isEmpty()) {
                return ProbeResult.failure("Get \"%s\": malformed HTTP response".formatted(target.url()));
            }
            Optional<String> location = answer.get().redirect();
            if (location.isEmpty()) {
                return answer.get().success() ? answer.get().succeeded() : ProbeResult.failure("HTTP probe failed with statuscode: " + answer.get().status());
            }
            try {
                target = target.redirected(location.get());
            } catch (IllegalArgumentException malformed) {
                return ProbeResult.failure("Get \"%s\": failed to parse Location header \"%s\"".formatted(target.url(), location.get()));
            }
            if (!target.host().equals(first.host())) {
                return answer.get().succeeded();
            }
        }
        return ProbeResult.failure("Get \"%s\": stopped after %d redirects".formatted(target.url(), MOST_REDIRECTS));
    }

    private String exchange(HTTPGetAction action, HttpTarget target, Deadline deadline) throws IOException {
        try (SocketChannel channel = dialer.connect(new InetSocketAddress(target.host(), target.port()), deadline.left());
                Deadline.Watch _ = deadline.watch(channel);
                Socket socket = target.tls() ? TRUSTING.createSocket(channel.socket(), target.host(), target.port(), true) : channel.socket()) {
            socket.getOutputStream().write(request(action, target).getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return new String(read(socket.getInputStream(), deadline), StandardCharsets.UTF_8);
        }
    }

    private static String request(HTTPGetAction action, HttpTarget target) {
        StringBuilder request = new StringBuilder("GET %s HTTP/1.1\r\n".formatted(target.path()));
        boolean ownHost = false;
        boolean ownAgent = false;
        for (HTTPHeader header : action.getHttpHeaders()) {
            request.append(header.getName()).append(": ").append(header.getValue()).append("\r\n");
            ownHost |= header.getName().equalsIgnoreCase("host");
            ownAgent |= header.getName().equalsIgnoreCase("user-agent");
        }
        if (!ownHost) {
            request.append("Host: ").append(target.host()).append(':').append(target.port()).append("\r\n");
        }
        if (!ownAgent) {
            request.append("User-Agent: kube-probe/1.36\r\n");
        }
        return request.append("Accept: */*\r\nConnection: close\r\n\r\n").toString();
    }

    /// The head is all that is judged; the body's beginning is read too, in the same time, so that servers do not see a reset.
    private static byte[] read(InputStream in, Deadline deadline) throws IOException {
        byte[] buffer = new byte[BODY_BYTES];
        int filled = 0;
        try {
            int n = in.read(buffer);
            while (n > 0) {
                filled += n;
                n = in.read(buffer, filled, BODY_BYTES - filled);
            }
        } catch (IOException broken) {
            if (deadline.passed() || !headComplete(buffer, filled)) {
                throw broken;
            }
        }
        return Arrays.copyOf(buffer, filled);
    }

    private static boolean headComplete(byte[] buffer, int filled) {
        return new String(buffer, 0, filled, StandardCharsets.ISO_8859_1).contains("\r\n\r\n");
    }

    /// Probes do not check certificates: they ask whether the server answers, not who it is.
    private static SSLSocketFactory trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
            return context.getSocketFactory();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            // as below
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // everybody is
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
