package dev.marina.agent.driver;

import dev.marina.agent.driver.DriverRegistration.Ended;
import dev.marina.agent.driver.RegistrySockets.Socket;
import dev.marina.agent.pod.Signal;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.linux.fs.HeldFile;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The drivers that a node has now. Looks every moment at what sockets the registry directory has; what a socket answers is awaited on a
/// thread of its own, for a few at a time.
final class DriverRegistry implements AutoCloseable {

    static final String DIRECTORY = "var/lib/kubelet/plugins_registry";
    static final String PLUGINS = "var/lib/kubelet/plugins";
    static final String PODS = "var/lib/kubelet/pods";

    private static final Logger LOG = LoggerFactory.getLogger(DriverRegistry.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(5);
    /// Longer than the API is waited for.
    private static final Duration LAST_LOOK = Duration.ofSeconds(15);
    private static final int MOST_NAMES = 256;
    private static final int MOST_SOCKETS = 32;
    private static final int AT_A_TIME = 4;

    private record Attempted(Socket socket, Ended ended) {}

    private final NodeRef node;
    private final DriverSockets sockets;
    private final DriverRegistration registration;
    private final NodeRecords records;
    private final Clock clock;
    private final RegistrySockets standing = new RegistrySockets();
    private final Queue<Attempted> attempted = new ConcurrentLinkedQueue<>();
    private final Map<String, DriverInfo> drivers = new ConcurrentHashMap<>();
    private final Signal signal = new Signal();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean started;
    private volatile boolean closed;
    /// Only the registry's thread uses them.
    private final Set<String> departed = new HashSet<>();
    private boolean prepared;
    private boolean tidied;
    private boolean crowded;

    DriverRegistry(NodeRef node, DriverSockets sockets, NodeRecords records, Clock clock) {
        this.node = node;
        this.sockets = sockets;
        this.records = records;
        this.clock = clock;
        registration = new DriverRegistration(sockets, records);
    }

    Optional<DriverInfo> find(String name) {
        return Optional.ofNullable(drivers.get(name));
    }

    Set<String> names() {
        return Set.copyOf(drivers.keySet());
    }

    void start() {
        started = true;
        Thread.ofVirtual().name("csi drivers of " + node).start(this::run);
    }

    private void run() {
        try {
            Duration next = Duration.ZERO;
            while (!closed) {
                signal.await(next);
                next = closed ? LOOK : look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    /// How long to wait for the next one.
    private Duration look() {
        try {
            if (!prepared) {
                for (String directory : List.of(DIRECTORY, PLUGINS, PODS)) {
                    sockets.files().ensure(directory);
                }
                prepared = true;
            }
            for (Attempted each = attempted.poll(); each != null; each = attempted.poll()) {
                ended(each);
            }
            for (DriverInfo gone : standing.seen(present())) {
                drivers.remove(gone.name());
                departed.add(gone.name());
                LOG.atDebug().addKeyValue("node", node).addKeyValue("driver", gone.name()).log("csi driver has gone");
            }
            for (String name : List.copyOf(departed)) {
                records.remove(name);
                departed.remove(name);
            }
            standing.due(clock.instant(), AT_A_TIME).forEach(socket -> Thread.ofVirtual().name("csi registration " + node).start(() -> attempt(socket)));
            if (!tidied && standing.settled()) {
                records.keepOnly(names());
                tidied = true;
            }
            return LOOK;
        } catch (IOException | RuntimeException failure) {
            LOG.atDebug().addKeyValue("node", node).setCause(failure).log("csi drivers not looked at");
            return RETRY;
        }
    }

    private void attempt(Socket socket) {
        Ended ended;
        try {
            ended = registration.attempt("/" + DIRECTORY + "/" + socket.name());
        } catch (RuntimeException failure) {
            ended = new Ended.Failed(String.valueOf(failure.getMessage()));
        }
        attempted.add(new Attempted(socket, ended));
        signal.raise();
    }

    private void ended(Attempted each) {
        boolean counts = standing.ended(each.socket, each.ended, clock.instant());
        switch (each.ended) {
            case Ended.Registered(DriverInfo driver) -> {
                if (counts) {
                    drivers.put(driver.name(), driver);
                    // Not at info: what comes and goes is up to tenants, as often as they like.
                    LOG.atDebug().addKeyValue("node", node).addKeyValue("driver", driver.name()).log("csi driver registered");
                    departed.remove(driver.name());
                } else if (!drivers.containsKey(driver.name())) {
                    departed.add(driver.name());
                }
            }
            case Ended.Failed(String reason) -> LOG.atDebug().addKeyValue("node", node).addKeyValue("socket", DriverInfo.shown(each.socket.name()))
                    .addKeyValue("error", reason).log("csi driver not registered");
        }
    }

    private List<Socket> present() throws IOException {
        List<Socket> present = new ArrayList<>();
        for (String name : sockets.files().names(DIRECTORY, MOST_NAMES)) {
            if (name.startsWith(".")) {
                continue;
            }
            if (present.size() == MOST_SOCKETS) {
                if (!crowded) {
                    LOG.atWarn().addKeyValue("node", node).addKeyValue("most", MOST_SOCKETS)
                            .log("more csi drivers than a node takes; the others are passed over");
                }
                crowded = true;
                break;
            }
            try (HeldFile file = sockets.find("/" + DIRECTORY + "/" + name).orElse(null)) {
                if (file != null && file.socket()) {
                    present.add(new Socket(name, file.identity()));
                }
            }
        }
        return present;
    }

    /// Returns when nothing in the node's file system is made or looked at any more, which may be about to go.
    @Override
    public void close() {
        closed = true;
        signal.raise();
        try {
            if (started && !ended.await(LAST_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().addKeyValue("node", node).log("the last look for csi drivers has no end");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
