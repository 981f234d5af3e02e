package dev.marina.testing;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Connections whose bytes a test writes itself.
final class RawSockets {

    private RawSockets() {}

    static Socket tls(ControlPlaneExtension plane, int port, ControlPlaneExtension.Credentials credentials) throws IOException {
        Socket socket = ClientTls.context(plane.serverCa(), credentials).getSocketFactory().createSocket("localhost", port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /// As much of it as the server hears: one that has heard enough answers, and closes.
    static void said(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException _) {
            // what it has answered says why
        }
    }

    /// The head of the next answer, and not a byte more.
    static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = socket.getInputStream().read();
            if (c < 0) {
                return head.toString();
            }
            head.append((char) c);
        }
        return head.toString();
    }
}
