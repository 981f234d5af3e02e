package dev.marina.apiserver.proxy;

import dev.marina.api.StatusException;
import dev.marina.apiserver.http.AnswerHead;
import dev.marina.apiserver.http.AnswerReader;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Body;
import dev.marina.apiserver.http.HeaderField;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// Carries one request over a connection and its answer back, and closes the connection.
/// apimachinery's pkg/util/proxy/upgradeaware.go
public final class ProxyRelay {

    private static final int BUFFER = 16 * 1024;

    private final ApiRequest request;
    private final String address;
    private final List<HeaderField> more;
    private final Optional<ProxyTarget> rewriting;

    /// @param address path and query as the server is asked for them
    /// @param more fields beside those of the client
    /// @param rewriting whose links are to lead through the proxy; empty to pass all as it is
    public ProxyRelay(ApiRequest request, String address, List<HeaderField> more, Optional<ProxyTarget> rewriting) {
        this.request = request;
        this.address = address;
        this.more = more;
        this.rewriting = rewriting;
    }

    /// The server's answer so far as its head; the rest of it is read as the client takes it. Owns the connection.
    ///
    /// Throws a [StatusException] with 503 where there is no answer.
    public ApiResponse over(Socket connection) {
        boolean passedOn = false;
        try {
            send(connection.getOutputStream());
            InputStream in = new BufferedInputStream(connection.getInputStream(), BUFFER);
            AnswerReader reader = new AnswerReader(in);
            AnswerHead head = reader.head();
            ApiResponse answer = head.switches() ? switched(head, in, connection) : relayed(head, reader.body(head, request.method()), connection);
            passedOn = true;
            return answer;
        } catch (IOException e) {
            throw unreachable(e.getMessage());
        } finally {
            if (!passedOn) {
                close(connection);
            }
        }
    }

    /// What a client is told of a server that does not answer.
    public static StatusException unreachable(String why) {
        return new StatusException(503, "ServiceUnavailable", "error trying to reach service: " + why, StatusException.Details.EMPTY);
    }

    private void send(OutputStream out) throws IOException {
        byte[] body = request.body() instanceof Body.Bytes bytes ? bytes.content() : new byte[0];
        StringBuilder head = new StringBuilder(request.method()).append(' ').append(address).append(" HTTP/1.1\r\n");
        fields(body).forEach(field -> head.append(field.name()).append(": ").append(field.value()).append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
    }

    private List<HeaderField> fields(byte[] body) {
        List<HeaderField> fields = new ArrayList<>();
        fields.add(new HeaderField("Host", request.headers().first("host")));
        fields.addAll(PassedHeaders.toServer(request));
        fields.addAll(more);
        if (upgrade()) {
            fields.add(new HeaderField("Connection", "Upgrade"));
            fields.add(new HeaderField("Upgrade", request.headers().first("upgrade")));
        } else {
            fields.add(new HeaderField("Connection", "close"));
        }
        if (body.length > 0 || request.method().equals("POST") || request.method().equals("PUT") || request.method().equals("PATCH")) {
            fields.add(new HeaderField("Content-Length", Integer.toString(body.length)));
        }
        return fields;
    }

    private boolean upgrade() {
        return !request.headers().first("upgrade").isEmpty();
    }

    private ApiResponse relayed(AnswerHead head, InputStream body, Socket connection) {
        List<HeaderField> fields = new ArrayList<>(PassedHeaders.toClient(head));
        LinkRewriting links = rewriting.map(target -> new LinkRewriting(target, request.headers().first("host"))).orElse(null);
        boolean page = links != null && head.first("content-type").orElse("").split(";")[0].strip().equalsIgnoreCase("text/html")
                && !request.method().equals("HEAD") && coding(head).matches("|identity|gzip");
        if (links != null) {
            fields.replaceAll(field -> field.is("location") ? new HeaderField(field.name(), links.location(field.value())) : field);
        }
        if (page) {
            fields.removeIf(field -> field.is("content-length"));
        }
        return new ApiResponse.Relayed(head.status(), fields, sink -> {
            try (connection) {
                OutputStream out = new SinkOutput(sink);
                if (page) {
                    pass(body, links, coding(head).equals("gzip"), out);
                } else {
                    copy(body, out);
                }
            }
        });
    }

    private static String coding(AnswerHead head) {
        return String.join(",", head.all("content-encoding")).toLowerCase(java.util.Locale.ROOT);
    }

    private static void pass(InputStream body, LinkRewriting links, boolean zipped, OutputStream out) throws IOException {
        if (!zipped) {
            new HtmlLinks(links::link, new java.io.BufferedOutputStream(out, BUFFER)).pass(body);
            return;
        }
        try (GZIPOutputStream packing = new GZIPOutputStream(out, BUFFER, true)) {
            new HtmlLinks(links::link, new java.io.BufferedOutputStream(packing, BUFFER)).pass(new GZIPInputStream(body, BUFFER));
        }
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] chunk = new byte[BUFFER];
        for (int count = from.read(chunk); count >= 0; count = from.read(chunk)) {
            to.write(chunk, 0, count);
            to.flush();
        }
    }

    /// What is written goes to the client at once.
    private static final class SinkOutput extends OutputStream {
        private final ApiResponse.Sink sink;

        SinkOutput(ApiResponse.Sink sink) {
            this.sink = sink;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                sink.write(List.of(Arrays.copyOfRange(bytes, offset, offset + length)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the client has gone");
            }
        }
    }

    private ApiResponse switched(AnswerHead head, InputStream in, Socket connection) throws IOException {
        if (!upgrade()) {
            throw new IOException("the server switches protocols unasked");
        }
        List<HeaderField> fields = new ArrayList<>(PassedHeaders.toClient(head));
        fields.add(new HeaderField("Connection", "Upgrade"));
        fields.add(new HeaderField("Upgrade", head.first("upgrade").orElse("")));
        return new ApiResponse.Switched(fields, client -> bothWays(client, in, connection));
    }

    /// Until either side ends.
    private static void bothWays(ApiResponse.Connection client, InputStream in, Socket connection) throws IOException {
        Thread toServer = Thread.ofVirtual().name("proxied-input").start(() -> {
            try {
                copy(client.input(), connection.getOutputStream());
            } catch (IOException e) {
                // told by the other direction, which this close ends
            } finally {
                close(connection);
            }
        });
        try (connection) {
            copy(in, client.output());
        } finally {
            client.close();
            toServer.interrupt();
        }
    }

    private static void close(Socket connection) {
        try {
            connection.close();
        } catch (IOException e) {
            // closed either way: a TLS farewell that cannot be said
        }
    }
}
