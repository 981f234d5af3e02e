package dev.marina.agent.image;

import java.io.IOException;
import java.net.Socket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes bytes between two connections, both ways.
final class Relay {

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private Relay() {}

    /// Until both have ended.
    static void run(Socket one, Socket other) throws InterruptedException {
        Thread back = Thread.ofVirtual().name("relay back").start(() -> copy(other, one));
        copy(one, other);
        back.join();
    }

    /// One direction, to its end, which the receiver is told.
    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException _) {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException failure) {
            LOG.atDebug().addKeyValue("error", failure.toString()).log("connection not closed");
        }
    }
}
