package dev.marina.agent.probe;

import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerStreams;
import dev.marina.agent.runtime.RuntimeFailure;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Asks once. The answers' words are upstream's, since people search for them.
public final class Prober {

    private static final int BODY_BYTES = 10 * 1024;

    private final Dialer dialer;
    private final ContainerStreams streams;

    public Prober(Dialer dialer, ContainerStreams streams) {
        this.dialer = dialer;
        this.streams = streams;
    }

    public ProbeResult probe(Probe probe, Container container, ContainerId id, String podIp) {
        Duration timeout = Duration.ofSeconds(Math.max(1, Optional.ofNullable(probe.getTimeoutSeconds()).orElse(1)));
        if (probe.getExec() != null) {
            return exec(probe.getExec(), id, timeout);
        }
        if (probe.getHttpGet() != null) {
            return http(probe.getHttpGet(), container, podIp, timeout);
        }
        if (probe.getTcpSocket() != null) {
            return tcp(probe.getTcpSocket(), container, podIp, timeout);
        }
        return ProbeResult.SUCCESS;
    }

    /// A postStart or preStop hook.
    public ProbeResult hook(LifecycleHandler hook, Container container, ContainerId id, String podIp, Duration timeout) {
        if (hook.getExec() != null) {
            return exec(hook.getExec(), id, timeout);
        }
        if (hook.getHttpGet() != null) {
            return http(hook.getHttpGet(), container, podIp, timeout);
        }
        if (hook.getSleep() != null) {
            // `sleep` is part of the API; an interrupt (the pod is to go at once) ends it.
            return exec(new ExecAction(java.util.List.of("sleep", hook.getSleep().getSeconds().toString())), id, timeout);
        }
        return ProbeResult.SUCCESS;
    }

    private ProbeResult exec(ExecAction action, ContainerId id, Duration timeout) {
        try {
            ContainerStreams.ExecResult result = streams.execSync(id, action.getCommand(), timeout);
            if (result.exitCode() == null) {
                return ProbeResult.failure("command timed out: \"%s\" timed out after %ds".formatted(
                        String.join(" ", action.getCommand()), timeout.toSeconds()));
            }
            return result.exitCode() == 0 ? ProbeResult.SUCCESS : ProbeResult.failure(result.output());
        } catch (RuntimeFailure failure) {
            return ProbeResult.failure(failure.getMessage());
        }
    }

    private ProbeResult tcp(TCPSocketAction action, Container container, String podIp, Duration timeout) {
        String host = Optional.ofNullable(action.getHost()).filter(h -> !h.isEmpty()).orElse(podIp);
        Optional<Integer> port = port(action.getPort(), container);
        if (port.isEmpty()) {
            return ProbeResult.failure("couldn't find port: %s".formatted(action.getPort()));
        }
        try (Socket _ = dialer.connect(new InetSocketAddress(host, port.get()), timeout)) {
            return ProbeResult.SUCCESS;
        } catch (IOException failure) {
            return ProbeResult.failure("dial tcp %s:%d: %s".formatted(host, port.get(), words(failure)));
        }
    }

    private ProbeResult http(HTTPGetAction action, Container container, String podIp, Duration timeout) {
        String host = Optional.ofNullable(action.getHost()).filter(h -> !h.isEmpty()).orElse(podIp);
        Optional<Integer> port = port(action.getPort(), container);
        if (port.isEmpty()) {
            return ProbeResult.failure("couldn't find port: %s".formatted(action.getPort()));
        }
        boolean tls = "HTTPS".equalsIgnoreCase(action.getScheme());
        String path = Optional.ofNullable(action.getPath()).filter(p -> !p.isEmpty()).orElse("/");
        String url = "%s://%s:%d%s".formatted(tls ? "https" : "http", host, port.get(), path.startsWith("/") ? path : "/" + path);
        try (Socket plain = dialer.connect(new InetSocketAddress(host, port.get()), timeout)) {
            plain.setSoTimeout((int) timeout.toMillis());
            try (Socket socket = tls ? trusting().getSocketFactory().createSocket(plain, host, port.get(), true) : plain) {
                socket.getOutputStream().write(request(action, host, port.get(), path).getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
                return answer(new String(read(socket.getInputStream()), StandardCharsets.UTF_8), url);
            }
        } catch (SocketTimeoutException _) {
            return ProbeResult.failure("Get \"%s\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)".formatted(url));
        } catch (IOException failure) {
            return ProbeResult.failure("Get \"%s\": dial tcp %s:%d: %s".formatted(url, host, port.get(), words(failure)));
        }
    }

    private static String request(HTTPGetAction action, String host, int port, String path) {
        StringBuilder request = new StringBuilder("GET %s HTTP/1.1\r\n".formatted(path.startsWith("/") ? path : "/" + path));
        boolean ownHost = false;
        boolean ownAgent = false;
        for (HTTPHeader header : action.getHttpHeaders()) {
            request.append(header.getName()).append(": ").append(header.getValue()).append("\r\n");
            ownHost |= header.getName().equalsIgnoreCase("host");
            ownAgent |= header.getName().equalsIgnoreCase("user-agent");
        }
        if (!ownHost) {
            request.append("Host: ").append(host).append(':').append(port).append("\r\n");
        }
        if (!ownAgent) {
            request.append("User-Agent: kube-probe/1.36\r\n");
        }
        return request.append("Accept: */*\r\nConnection: close\r\n\r\n").toString();
    }

    /// Success is 200 to 399; redirects are not followed.
    private static ProbeResult answer(String response, String url) {
        String[] status = response.split("\r?\n", 2)[0].split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/") || !status[1].matches("\\d{3}")) {
            return ProbeResult.failure("Get \"%s\": malformed HTTP response".formatted(url));
        }
        int code = Integer.parseInt(status[1]);
        return code >= 200 && code < 400 ? ProbeResult.SUCCESS : ProbeResult.failure("HTTP probe failed with statuscode: " + code);
    }

    /// The status line is all that is judged; the body's beginning is read so that servers do not see a reset.
    private static byte[] read(InputStream in) throws IOException {
        byte[] buffer = new byte[BODY_BYTES];
        int filled = 0;
        try {
            int n = in.read(buffer);
            while (n > 0) {
                filled += n;
                n = in.read(buffer, filled, BODY_BYTES - filled);
            }
        } catch (IOException broken) {
            if (filled == 0) {
                throw broken;
            }
        }
        return java.util.Arrays.copyOf(buffer, filled);
    }

    static Optional<Integer> port(IntOrString port, Container container) {
        if (port == null) {
            return Optional.empty();
        }
        if (port.getIntVal() != null) {
            return Optional.of(port.getIntVal());
        }
        String name = port.getStrVal();
        if (name.chars().allMatch(Character::isDigit) && !name.isEmpty()) {
            return Optional.of(Integer.parseInt(name));
        }
        return container.getPorts().stream().filter(p -> name.equals(p.getName())).map(ContainerPort::getContainerPort).findFirst();
    }

    private static String words(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("refused") ? "connect: connection refused" : message.contains("timed out") ? "i/o timeout" : message;
    }

    /// Probes do not check certificates.
    private static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new X509TrustManager() {
                @Override
                public void checkClientTrusted(X509Certificate[] chain, String type) {
                    // a probe asks whether the server answers, not who it is
                }

                @Override
                public void checkServerTrusted(X509Certificate[] chain, String type) {
                    // as above
                }

                @Override
                public X509Certificate[] getAcceptedIssuers() {
                    return new X509Certificate[0];
                }
            }}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
