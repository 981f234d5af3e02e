package dev.marina.apiserver.webhook;

import dev.marina.apiserver.http.AnswerHead;
import dev.marina.apiserver.http.AnswerReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// One request over a connection that somebody else has made, wherever that leads: a socket into a cluster is none of the system's,
/// and no client library takes one. The server has to prove its name, but for a Service's without TLS; redirects are answers like any
/// other; and what it sends has an end in bytes. Whoever calls sees to the end in time, by closing the connection.
final class WebhookPost {

    private final SSLContext trust;
    private final String serverName;
    private final int mostBytes;

    /// @param serverName what the server's certificate says
    /// @param mostBytes of an answer
    WebhookPost(SSLContext trust, String serverName, int mostBytes) {
        this.trust = trust;
        this.serverName = serverName;
        this.mostBytes = mostBytes;
    }

    record Answer(int status, byte[] body) {}

    /// @param connection connected; closed afterwards
    /// @param target path and query
    Answer send(Socket connection, int port, String target, byte[] body) throws IOException {
        try (SSLSocket secure = (SSLSocket) trust.getSocketFactory().createSocket(connection, serverName, port, true)) {
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            if (!serverName.matches("[0-9.]+|.*:.*")) {
                parameters.setServerNames(List.of(new SNIHostName(serverName)));
            }
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            return exchange(secure, port, target, body);
        }
    }

    /// Without TLS, where the connection itself leads to nobody else.
    Answer plain(Socket connection, int port, String target, byte[] body) throws IOException {
        try (connection) {
            return exchange(connection, port, target, body);
        }
    }

    /// A server may answer before it has read all that it was sent, and hear no more: its answer counts.
    private Answer exchange(Socket connection, int port, String target, byte[] body) throws IOException {
        Optional<IOException> unheard = Optional.empty();
        try {
            ask(connection.getOutputStream(), port, target, body);
        } catch (IOException e) {
            unheard = Optional.of(e);
        }
        try {
            return answer(new BufferedInputStream(connection.getInputStream()));
        } catch (IOException e) {
            unheard.ifPresent(first -> first.addSuppressed(e));
            throw unheard.orElse(e);
        }
    }

    private void ask(OutputStream out, int port, String target, byte[] body) throws IOException {
        out.write(("POST %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: marina-apiserver\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
                + "Content-Length: %d\r\nConnection: close\r\n\r\n").formatted(target, port == 443 ? serverName : serverName + ":" + port, body.length)
                .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    private Answer answer(InputStream in) throws IOException {
        AnswerReader reader = new AnswerReader(in);
        AnswerHead head = reader.head();
        byte[] body = reader.body(head, "POST").readNBytes(mostBytes + 1);
        if (body.length > mostBytes) {
            throw new IOException("the response is longer than %d bytes".formatted(mostBytes));
        }
        return new Answer(head.status(), body);
    }
}
