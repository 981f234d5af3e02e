package dev.marina.agent.image;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The engine's only way to registries: an HTTP proxy that connects to no place where tenants' images have nothing to look for. The
/// engine lives in a network namespace that holds nothing but this proxy, so a registry's redirect to the machine's loopback leads
/// nowhere either.
///
/// Each connection has a virtual thread for each direction; there are never more than [#CONNECTIONS] of them.
public final class PullProxy implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PullProxy.class);
    private static final int CONNECTIONS = 128;
    private static final int HEAD_BYTES = 32 << 10;
    private static final Duration CONNECT = Duration.ofSeconds(15);
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Pattern TUNNEL = Pattern.compile("CONNECT (?<host>[^ /]+):(?<port>\\d{1,5}) HTTP/1\\.[01]");
    private static final Pattern PLAIN = Pattern.compile("(?<method>[A-Z]+) http://(?<host>[^ /:]+)(:(?<port>\\d{1,5}))?(?<path>/[^ ]*)? HTTP/1\\.[01]");

    private final Registries registries;
    private final Admittance admittance;

    public PullProxy(ServerSocketChannel listener, Registries registries) {
        this.registries = registries;
        admittance = Admittance.open("pull proxy", listener, CONNECTIONS, this::serve);
    }

    private void serve(Socket client) throws IOException, InterruptedException {
        client.setSoTimeout((int) IDLE.toMillis());
        List<String> head = head(client.getInputStream());
        Matcher tunnel = TUNNEL.matcher(head.getFirst());
        Matcher plain = PLAIN.matcher(head.getFirst());
        if (tunnel.matches()) {
            connect(client, tunnel.group("host"), tunnel.group("port"), "HTTP/1.1 200 Connection established\r\n\r\n", "");
        } else if (plain.matches()) {
            connect(client, plain.group("host"), Optional.ofNullable(plain.group("port")).orElse("80"), "", forwarded(plain, head));
        } else {
            answer(client, "400 Bad Request");
        }
    }

    private void connect(Socket client, String host, String port, String toClient, String toServer)
            throws IOException, InterruptedException {
        Optional<InetSocketAddress> address = registries.find(host, Math.clamp(Integer.parseInt(port), 1, 65535));
        if (address.isEmpty()) {
            LOG.atInfo().addKeyValue("host", host).addKeyValue("port", port).log("pull proxy: no registry that images may come from");
            answer(client, "502 Bad Gateway");
            return;
        }
        try (Socket server = new Socket()) {
            try {
                server.connect(address.get(), (int) CONNECT.toMillis());
            } catch (IOException unreachable) {
                answer(client, "502 Bad Gateway");
                return;
            }
            server.setSoTimeout((int) IDLE.toMillis());
            client.getOutputStream().write(toClient.getBytes(StandardCharsets.ISO_8859_1));
            server.getOutputStream().write(toServer.getBytes(StandardCharsets.ISO_8859_1));
            Relay.run(client, server);
        }
    }

    /// A request as the server itself takes it, and the only one on its connection: the next one may be for another server.
    private static String forwarded(Matcher request, List<String> head) {
        StringBuilder text = new StringBuilder("%s %s HTTP/1.1\r\n".formatted(request.group("method"), Optional.ofNullable(request.group("path")).orElse("/")));
        head.stream().skip(1).filter(line -> !line.regionMatches(true, 0, "proxy-", 0, 6) && !line.regionMatches(true, 0, "connection:", 0, 11))
                .forEach(line -> text.append(line).append("\r\n"));
        return text.append("Connection: close\r\n\r\n").toString();
    }

    private static void answer(Socket client, String status) throws IOException {
        client.getOutputStream().write("HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".formatted(status).getBytes(StandardCharsets.ISO_8859_1));
    }

    /// The request's lines up to the empty one. Byte by byte, because what follows belongs to somebody else.
    private static List<String> head(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int count = 0; count < HEAD_BYTES; count++) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("in the middle of a request");
            }
            if (next == '\n') {
                if (line.isEmpty() && !lines.isEmpty()) {
                    return lines;
                }
                lines.add(line.toString());
                line.setLength(0);
            } else if (next != '\r') {
                line.append((char) next);
            }
        }
        throw new IOException("a request's head is longer than %d bytes".formatted(HEAD_BYTES));
    }

    @Override
    public void close() {
        admittance.close();
    }
}
