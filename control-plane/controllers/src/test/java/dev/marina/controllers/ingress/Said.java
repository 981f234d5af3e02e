package dev.marina.controllers.ingress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What an nginx of this machine answered.
///
/// @param headers by their names in small letters; several values stand on lines of their own
record Said(int status, Map<String, String> headers, String body) {

    /// By one request on a connection of its own. A POST has three bytes.
    static Said ask(int port, String method, String host, String path, String... headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            StringBuilder request = new StringBuilder("%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n".formatted(method, path, host));
            for (String header : headers) {
                request.append(header).append("\r\n");
            }
            request.append(method.equals("POST") ? "Content-Length: 3\r\n\r\nabc" : "\r\n");
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
            String[] parts = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\r\n\r\n", 2);
            return of(parts[0].lines().toList(), parts.length > 1 ? parts[1].replaceAll("(?m)^[0-9a-f]+\r\n", "") : "");
        }
    }

    /// @param head the line with the status, then headers
    static Said of(List<String> head, String body) {
        return new Said(Integer.parseInt(head.getFirst().split(" ")[1]), headers(head), body);
    }

    static Map<String, String> headers(List<String> head) {
        Map<String, String> headers = new HashMap<>();
        head.stream().skip(1).map(line -> line.split(": ", 2)).forEach(line -> headers.merge(line[0].toLowerCase(), line[1], (a, b) -> a + "\n" + b));
        return headers;
    }

    /// Which pod it was, and the path that it was asked for; the status where it is another than 200.
    String first() {
        return status == 200 ? body.lines().findFirst().orElse("") : String.valueOf(status);
    }

    /// Whether the pod was told a header, as `name: value`.
    boolean told(String line) {
        return body.lines().anyMatch(line::equals);
    }

    /// The value of a header that the pod was told; empty for none.
    String value(String header) {
        return body.lines().filter(line -> line.startsWith(header + ": ")).map(line -> line.substring(header.length() + 2)).findFirst().orElse("");
    }
}
