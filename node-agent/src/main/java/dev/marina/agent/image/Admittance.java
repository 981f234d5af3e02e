package dev.marina.agent.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accepts connections, each on a virtual thread, never more than so many at a time: further ones wait.
final class Admittance implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Admittance.class);

    private final String name;
    private final ServerSocketChannel listener;
    private final Served served;
    private final Semaphore free;

    /// What is done with a connection, which is closed afterwards.
    interface Served {
        void serve(Socket client) throws IOException, InterruptedException;
    }

    private Admittance(String name, ServerSocketChannel listener, int connections, Served served) {
        this.name = name;
        this.listener = listener;
        this.free = new Semaphore(connections);
        this.served = served;
    }

    /// @param name of its threads, and in what is logged
    static Admittance open(String name, ServerSocketChannel listener, int connections, Served served) {
        Admittance admittance = new Admittance(name, listener, connections, served);
        Thread.ofVirtual().name(name).start(admittance::accept);
        return admittance;
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                free.acquire();
                Socket client = listener.accept().socket();
                Thread.ofVirtual().name(name + " connection").start(() -> serve(client));
            } catch (InterruptedException _) {
                return;
            } catch (IOException failure) {
                free.release();
                LOG.atDebug().addKeyValue("error", failure.toString()).log(name + ": no connection accepted");
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            served.serve(client);
        } catch (IOException failure) {
            LOG.atDebug().addKeyValue("error", failure.toString()).log(name + ": connection broke");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            free.release();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
