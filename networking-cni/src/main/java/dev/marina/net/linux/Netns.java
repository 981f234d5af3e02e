package dev.marina.net.linux;

import dev.marina.linux.Descriptors;
import dev.marina.linux.LinuxException;
import dev.marina.linux.Mounting;
import dev.marina.linux.Namespaces;
import dev.marina.linux.NetlinkSockets;
import dev.marina.linux.ThrowAwayThread;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// An open network namespace. Named ones are pinned under `/run/netns`, where `ip netns` sees them.
///
/// Everything here may be called from any thread, virtual ones included: the work is done on a throw-away platform thread
/// that enters the namespace and ends afterwards. Channels opened here stay in the namespace for life.
public final class Netns implements AutoCloseable {

    public static final Path DIRECTORY = Path.of("/run/netns");

    private final Path path;
    private final int fd;

    private Netns(Path path, int fd) {
        this.path = path;
        this.fd = fd;
    }

    /// The namespace of this process.
    public static Netns own() {
        return open(Path.of("/proc/self/ns/net"));
    }

    /// Opens a namespace by path, such as `/run/netns/x` or `/proc/1234/ns/net`.
    public static Netns open(Path path) {
        return new Netns(path, Descriptors.open(path.toString(), 0));
    }

    /// Opens the named namespace and makes it first if it is not there. May be called twice.
    public static Netns ensure(String name) {
        if (!exists(name)) {
            pin(name, "/proc/thread-self/ns/net", true);
        }
        return open(DIRECTORY.resolve(name));
    }

    /// Gives an existing namespace a name. May be called twice; a name that means another namespace is moved.
    public static Netns adopt(String name, Path existing) {
        Path pinned = DIRECTORY.resolve(name);
        if (exists(name) && !sameNamespace(pinned, existing)) {
            delete(name);
        }
        if (!exists(name)) {
            pin(name, existing.toString(), false);
        }
        return open(pinned);
    }

    public static boolean sameNamespace(Path one, Path other) {
        try {
            return Files.getAttribute(one, "unix:ino").equals(Files.getAttribute(other, "unix:ino"));
        } catch (IOException _) {
            return false;
        }
    }

    /// Whether the name is pinned: a leftover file that is no namespace does not count.
    public static boolean exists(String name) {
        Path path = DIRECTORY.resolve(name);
        return Files.exists(path) && mounted(path);
    }

    public static List<String> names(String prefix) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(DIRECTORY)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.startsWith(prefix)) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        names.sort(null);
        return names;
    }

    /// Removes the name; the namespace itself ends with its last process and socket. Succeeds when it is already gone.
    public static void delete(String name) {
        Path path = DIRECTORY.resolve(name);
        try {
            Mounting.unmount(path.toString(), Mounting.MNT_DETACH);
        } catch (LinuxException e) {
            if (e.errno() != LinuxException.EINVAL && e.errno() != LinuxException.ENOENT) {
                throw e;
            }
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pin(String name, String source, boolean fresh) {
        Path target = DIRECTORY.resolve(name);
        ThrowAwayThread.call("netns", () -> {
            Files.createDirectories(DIRECTORY);
            if (!Files.exists(target)) {
                Files.createFile(target);
            }
            if (fresh) {
                Namespaces.unshareNetwork();
            }
            Mounting.mount(source, target.toString(), "none", Mounting.MS_BIND, null);
            return null;
        });
    }

    /// Namespace files live on a device of their own.
    private static boolean mounted(Path path) {
        try {
            return Files.getAttribute(path, "unix:dev").equals(Files.getAttribute(Path.of("/proc/self/ns/net"), "unix:dev"));
        } catch (IOException _) {
            return false;
        }
    }

    public Path path() {
        return path;
    }

    int fd() {
        return fd;
    }

    /// Runs the work inside the namespace and waits for it.
    public <T> T call(Callable<T> work) {
        return ThrowAwayThread.call("netns", () -> {
            Namespaces.enterNetwork(fd);
            return work.call();
        });
    }

    public Links links() {
        return call(() -> new Rtnetlink(NetlinkSockets.open(Rtnetlink.NETLINK_ROUTE)));
    }

    public Nftables nftables() {
        return call(LibNftables::new);
    }

    public Conntrack conntrack() {
        return call(() -> new Conntrack(NetlinkSockets.open(Conntrack.NETLINK_NETFILTER)));
    }

    /// Writes settings such as `net/ipv4/ip_forward=1`, in order.
    public void sysctl(String... settings) {
        call(() -> {
            for (String setting : settings) {
                int equals = setting.indexOf('=');
                Files.writeString(Path.of("/proc/sys", setting.substring(0, equals)), setting.substring(equals + 1));
            }
            return null;
        });
    }

    public String readSysctl(String name) {
        return call(() -> {
            // In one read: a setting that is read byte by byte, as Files.readString does, ends after its first digit.
            try (BufferedReader setting = Files.newBufferedReader(Path.of("/proc/sys", name))) {
                return setting.readLine();
            }
        });
    }

    /// A connection made from inside the namespace.
    public SocketChannel connect(InetSocketAddress target, Duration timeout) throws IOException {
        SocketChannel channel = socket();
        try {
            channel.socket().connect(target, Math.toIntExact(timeout.toMillis()));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// An unconnected TCP socket of the namespace.
    public SocketChannel socket() {
        return call(() -> SocketChannel.open(StandardProtocolFamily.INET));
    }

    public ServerSocketChannel listen(InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = call(() -> ServerSocketChannel.open(StandardProtocolFamily.INET));
        return bound(channel, () -> {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address, 1024);
        });
    }

    public DatagramChannel datagrams(InetSocketAddress address) throws IOException {
        DatagramChannel channel = call(() -> DatagramChannel.open(StandardProtocolFamily.INET));
        return bound(channel, () -> channel.bind(address));
    }

    private static <C extends AutoCloseable> C bound(C channel, Binding binding) throws IOException {
        try {
            binding.bind();
            return channel;
        } catch (IOException | RuntimeException e) {
            try {
                channel.close();
            } catch (Exception suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    @Override
    public void close() {
        Descriptors.close(fd);
    }

    @Override
    public String toString() {
        return path.toString();
    }

    @FunctionalInterface
    private interface Binding {
        void bind() throws IOException;
    }
}
