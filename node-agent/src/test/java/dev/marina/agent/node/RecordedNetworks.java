package dev.marina.agent.node;

import dev.marina.net.Networks;
import dev.marina.net.NodeNetwork;
import dev.marina.net.BackendState;
import dev.marina.net.NodeElsewhere;
import dev.marina.net.NodePart;
import dev.marina.net.NodeSpec;
import dev.marina.net.Traced;
import dev.marina.net.policy.PolicyChange;
import dev.marina.net.service.ServiceEntry;
import dev.marina.net.service.ServiceName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Networks that are the test's own loopback.
public final class RecordedNetworks implements Networks {

    private final Consumer<String> steps;
    public final Map<String, NodeSpec> standing = new ConcurrentHashMap<>();
    /// By `<cluster>/<node>`.
    public final Map<String, Set<NodePart>> switchedOff = new ConcurrentHashMap<>();
    /// What is broken of them, by the same.
    public final Map<String, Set<NodePart>> stopped = new ConcurrentHashMap<>();
    /// Those that are cut off.
    public final Set<String> cut = ConcurrentHashMap.newKeySet();
    public final Map<String, List<String>> granted = new ConcurrentHashMap<>();
    /// As it was said last.
    public volatile List<NodeElsewhere> elsewhere = List.of();
    public final List<InetSocketAddress> listening = new CopyOnWriteArrayList<>();
    /// Called with each step before it is taken.
    public volatile Consumer<String> before = _ -> {};

    /// @param steps are noted here
    public RecordedNetworks(Consumer<String> steps) {
        this.steps = steps;
    }

    @Override
    public NodeNetwork ensure(NodeSpec spec) {
        before.accept("ensure " + spec.name());
        standing.put(spec.clusterId() + "/" + spec.name(), spec);
        return new Loopback(spec.clusterId() + "/" + spec.name());
    }

    @Override
    public void remove(String clusterId, String name) {
        before.accept("remove " + name);
        steps.accept("network removed");
        standing.remove(clusterId + "/" + name);
    }

    @Override
    public void elsewhere(List<NodeElsewhere> nodes) {
        elsewhere = List.copyOf(nodes);
    }

    @Override
    public Path cniPlugin() {
        return Path.of("/nowhere");
    }

    private final class Loopback implements NodeNetwork {

        private final String key;

        private Loopback(String key) {
            this.key = key;
        }

        @Override
        public Path netns() {
            return Path.of("/proc/self/ns/net");
        }

        @Override
        public <T> T call(Callable<T> inNode) {
            throw new UnsupportedOperationException("not asked for");
        }

        @Override
        public SocketChannel connect(InetSocketAddress target, Duration timeout) throws IOException {
            return SocketChannel.open(target);
        }

        @Override
        public SocketChannel connect(Path pod, InetSocketAddress target, Duration timeout) throws IOException {
            return SocketChannel.open(target);
        }

        @Override
        public ServerSocketChannel listen(InetSocketAddress address) throws IOException {
            before.accept("listen");
            ServerSocketChannel channel = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listening.add((InetSocketAddress) channel.getLocalAddress());
            return channel;
        }

        @Override
        public DatagramChannel datagrams(InetSocketAddress address) {
            throw new UnsupportedOperationException("not asked for");
        }

        @Override
        public Traced trace(Traced.Question question) {
            return new Traced(List.of(), "NotTried");
        }

        @Override
        public void switchOff(Set<NodePart> parts) {
            switchedOff.put(key, Set.copyOf(parts));
        }

        @Override
        public void stop(Set<NodePart> parts) {
            stopped.put(key, Set.copyOf(parts));
        }

        @Override
        public void confine(List<Path> groups) {
            // nothing runs here
        }

        @Override
        public BackendState backend() {
            return BackendState.unknown();
        }

        @Override
        public Set<NodePart> switchedOff() {
            return Stream.of(switchedOff, stopped).flatMap(all -> all.getOrDefault(key, Set.of()).stream()).collect(Collectors.toSet());
        }

        @Override
        public String cniConfig() {
            return "{}";
        }

        @Override
        public void services(List<ServiceEntry> services) {
            // nobody looks
        }

        @Override
        public boolean policies(PolicyChange change) {
            return true;
        }

        @Override
        public void cut(boolean off) {
            if (off) {
                cut.add(key);
            } else {
                cut.remove(key);
            }
        }

        @Override
        public void corefile(Optional<String> text) {
            // nobody asks for names here
        }

        @Override
        public void grant(Collection<String> addresses) {
            granted.put(key, List.copyOf(addresses));
        }

        /// Whatever it was granted.
        @Override
        public List<String> answered() {
            return granted.getOrDefault(key, List.of());
        }

        @Override
        public void change(Collection<ServiceEntry> present, Collection<ServiceName> gone) {
            // nobody looks
        }
    }
}
