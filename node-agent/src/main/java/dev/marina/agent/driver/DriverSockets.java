package dev.marina.agent.driver;

import dev.marina.agent.volume.HostFiles;
import dev.marina.linux.fs.HeldFile;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Sockets in one node's file system. Its thread, which no other node's drivers can keep busy, is there once a socket is spoken to. Closing
/// ends whatever is being asked.
final class DriverSockets implements AutoCloseable {

    /// Nobody spoke to, and nobody will.
    static final class Unreachable extends IOException {
        private static final long serialVersionUID = 1;

        Unreachable(String message) {
            super(message);
        }
    }

    private final HostFiles files;
    private final Set<DriverConnection> open = ConcurrentHashMap.newKeySet();
    private EventLoopGroup threads;
    private boolean closed;

    DriverSockets(HostFiles files) {
        this.files = files;
    }

    HostFiles files() {
        return files;
    }

    /// What lies at the path in the node's file system, links on the way followed in there.
    Optional<HeldFile> find(String path) throws IOException {
        return HeldFile.inside(files.root(), path);
    }

    /// An open connection, which its user gives back by [#release].
    DriverConnection connect(String path) throws IOException {
        HeldFile held = find(path).orElseThrow(() -> new Unreachable("no socket is at " + path));
        try {
            if (!held.socket()) {
                throw new Unreachable("%s is no socket".formatted(path));
            }
            DriverConnection connection = new DriverConnection(held, threads());
            open.add(connection);
            return connection;
        } catch (IOException | RuntimeException failure) {
            held.close();
            throw failure;
        }
    }

    void release(DriverConnection connection) {
        if (open.remove(connection)) {
            connection.close();
        }
    }

    private synchronized EventLoopGroup threads() throws IOException {
        if (closed) {
            throw new Unreachable("the node speaks to its drivers no longer");
        }
        if (threads == null) {
            threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        }
        return threads;
    }

    @Override
    public void close() {
        EventLoopGroup last;
        synchronized (this) {
            closed = true;
            last = threads;
            threads = null;
        }
        open.forEach(this::release);
        if (last != null) {
            last.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}
