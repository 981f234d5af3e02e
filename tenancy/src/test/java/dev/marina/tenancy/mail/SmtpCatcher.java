package dev.marina.tenancy.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// A mail server that keeps what it is handed: as much of RFC 5321 as one message needs.
final class SmtpCatcher implements AutoCloseable {

    private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

    SmtpCatcher() throws IOException {
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return socket.getLocalPort();
    }

    /// The sessions, from the greeting to the end, in the order in which they came.
    BlockingQueue<String> messages() {
        return messages;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                session(client);
            } catch (IOException _) {
                // The test is over, or the client went away.
            }
        }
    }

    private void session(Socket client) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        OutputStream out = client.getOutputStream();
        StringBuilder heard = new StringBuilder();
        boolean data = false;
        say(out, "220 catcher");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            heard.append(line).append('\n');
            if (data) {
                data = !line.equals(".");
                if (!data) {
                    messages.add(heard.toString());
                    say(out, "250 kept");
                }
            } else if (line.startsWith("DATA")) {
                data = true;
                say(out, "354 go on");
            } else {
                say(out, line.startsWith("QUIT") ? "221 bye" : "250 ok");
            }
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
