package dev.marina.apiserver.admission.webhook;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// One request over a connection that somebody else has made, wherever that leads: a socket into a cluster is none of the system's,
/// and no client library takes one. The server has to prove its name; redirects are answers like any other; and what it sends has
/// an end in bytes. Whoever calls sees to the end in time, by closing the connection.
final class HttpsPost {

    private static final int LONGEST_LINE = 16 << 10;
    private static final int MOST_HEADERS = 200;

    private final SSLContext trust;
    private final String serverName;
    private final int mostBytes;

    /// @param serverName what the server's certificate says
    /// @param mostBytes of an answer
    HttpsPost(SSLContext trust, String serverName, int mostBytes) {
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
                parameters.setServerNames(java.util.List.of(new SNIHostName(serverName)));
            }
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            OutputStream out = secure.getOutputStream();
            out.write(("POST %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: marina-apiserver\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
                    + "Content-Length: %d\r\nConnection: close\r\n\r\n").formatted(target, port == 443 ? serverName : serverName + ":" + port, body.length)
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
            return answer(new BufferedInputStream(secure.getInputStream()));
        }
    }

    private Answer answer(InputStream in) throws IOException {
        int status;
        Map<String, String> headers;
        do {
            String[] parts = line(in).split(" ", 3);
            if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("[0-9]{3}")) {
                throw new IOException("malformed HTTP response");
            }
            status = Integer.parseInt(parts[1]);
            headers = headers(in);
        } while (status >= 100 && status < 200);
        return new Answer(status, body(in, headers));
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (int count = 0; count <= MOST_HEADERS; count++) {
            String line = line(in);
            if (line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
            }
        }
        throw new IOException("too many headers in the response");
    }

    private byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").toLowerCase(Locale.ROOT).endsWith("chunked")) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            while (true) {
                int size = number(line(in).split(";", 2)[0].strip(), 16);
                if (size == 0) {
                    return whole.toByteArray();
                }
                whole.writeBytes(exactly(in, size, whole.size()));
                line(in);
            }
        }
        String length = headers.get("content-length");
        return length == null ? untilTheEnd(in) : exactly(in, number(length, 10), 0);
    }

    private static int number(String text, int radix) throws IOException {
        try {
            return Integer.parseUnsignedInt(text, radix) & Integer.MAX_VALUE;
        } catch (NumberFormatException e) {
            throw new IOException("malformed length in the response", e);
        }
    }

    /// @param before bytes that came before these
    private byte[] exactly(InputStream in, int count, int before) throws IOException {
        if (count > mostBytes - before) {
            throw tooLong();
        }
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("unexpected EOF");
        }
        return bytes;
    }

    private byte[] untilTheEnd(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(mostBytes + 1);
        if (bytes.length > mostBytes) {
            throw tooLong();
        }
        return bytes;
    }

    private IOException tooLong() {
        return new IOException("the response is longer than %d bytes".formatted(mostBytes));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException(line.isEmpty() ? "EOF" : "unexpected EOF");
            }
            if (line.length() > LONGEST_LINE) {
                throw new IOException("too long a line in the response");
            }
            line.append((char) next);
        }
        if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        return line.toString();
    }
}
