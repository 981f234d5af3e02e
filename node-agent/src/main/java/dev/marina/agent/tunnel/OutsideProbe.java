package dev.marina.agent.tunnel;

import dev.marina.model.tunnel.OutsideAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Comes to a node from the machine's side, as whoever is outside of the cluster does: to its own address at ports that are there for that, or to an address
/// for load balancers that its cluster has. Which addresses those are says the management cluster, and nothing that a tenant can write; so this reaches
/// no port of the platform and nothing of another tenant's. One connection, for some seconds, for so many bytes; no redirection is followed.
final class OutsideProbe {

    static final int MOST_BYTES = 64 << 10;
    private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(2);
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(3);
    private static final Pattern WORD = Pattern.compile("[\\x21-\\x7e]{1,512}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:-]{1,253}");
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})[ \\r\\n]");
    private static final int FIRST_NODE_PORT = 30_000;
    private static final int LAST_NODE_PORT = 32_767;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private OutsideProbe() {}

    /// Why this is not asked; empty where it may be.
    static Optional<String> refusal(StreamedNode.Outside node, Map<String, String> options) {
        int port = port(options);
        String address = options.getOrDefault("address", "");
        if (!address.isEmpty() && !node.granted().contains(address)) {
            return Optional.of("address \"%s\" is not the cluster's".formatted(address));
        }
        boolean known = port >= FIRST_NODE_PORT && port <= LAST_NODE_PORT || port == HTTP || port == HTTPS;
        if (address.isEmpty() ? !known : port < 1 || port > 0xFFFF) {
            return Optional.of("port %d is none that is asked from outside; they are %d, %d and %d to %d".formatted(port, HTTP, HTTPS, FIRST_NODE_PORT,
                    LAST_NODE_PORT));
        }
        boolean bad = options.containsKey("path") && (!WORD.matcher(options.get("path")).matches() || !options.get("path").startsWith("/"))
                || options.containsKey("host") && !HOST.matcher(options.get("host")).matches();
        return bad ? Optional.of("host and path must be such as HTTP has them") : Optional.empty();
    }

    private static int port(Map<String, String> options) {
        try {
            return Integer.parseInt(options.getOrDefault("port", "0"));
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /// Blocks for some seconds at most.
    static OutsideAnswer ask(StreamedNode.Outside node, Map<String, String> options) {
        String address = options.getOrDefault("address", "").isEmpty() ? node.address() : options.get("address");
        try (Socket socket = new Socket()) {
            // An address, never a name.
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port(options)), (int) CONNECTED_WITHIN.toMillis());
            return options.containsKey("path") ? http(socket, options.getOrDefault("host", address), options.get("path")) : new OutsideAnswer(0, "", null);
        } catch (IOException e) {
            return OutsideAnswer.failed(String.valueOf(e.getMessage()));
        }
    }

    private static OutsideAnswer http(Socket socket, String host, String path) throws IOException {
        socket.getOutputStream().write("GET %s HTTP/1.0\r\nHost: %s\r\nUser-Agent: marina-labs\r\nConnection: close\r\n\r\n".formatted(path, host)
                .getBytes(StandardCharsets.US_ASCII));
        String answer = read(socket);
        Matcher status = STATUS.matcher(answer);
        int body = answer.indexOf("\r\n\r\n");
        return status.lookingAt()
                ? new OutsideAnswer(Integer.parseInt(status.group(1)), body < 0 ? "" : answer.substring(body + 4), null)
                : OutsideAnswer.failed(answer.isEmpty() ? "no answer within %d s".formatted(ANSWERED_WITHIN.toSeconds()) : "the answer is not HTTP");
    }

    /// What comes until the time is over, however slowly it comes.
    private static String read(Socket socket) throws IOException {
        byte[] bytes = new byte[MOST_BYTES];
        int got = 0;
        long end = System.nanoTime() + ANSWERED_WITHIN.toNanos();
        InputStream in = socket.getInputStream();
        try {
            for (long left = ANSWERED_WITHIN.toMillis(); left > 0 && got < bytes.length; left = Duration.ofNanos(end - System.nanoTime()).toMillis()) {
                socket.setSoTimeout((int) left);
                int read = in.read(bytes, got, bytes.length - got);
                if (read < 0) {
                    break;
                }
                got += read;
            }
        } catch (java.net.SocketTimeoutException _) {
            // What has come counts.
        }
        return new String(bytes, 0, got, StandardCharsets.UTF_8);
    }
}
