package dev.marina.net;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.net.service.ServiceEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Services that each node heard of last, on disk: after a restart of the agent names are answered from them until the
/// API has been asked. (The kernel keeps the rules by itself.) Written a moment after a change, not for every one.
final class ServiceKeep implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServiceKeep.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final Duration delay;
    private final Map<NodeKey, List<ServiceEntry>> pending = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor writer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("service-keep").daemon().factory());

    ServiceKeep(Path directory, Duration delay) {
        this.directory = directory;
        this.delay = delay;
        writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void keep(NodeKey node, List<ServiceEntry> services) {
        if (pending.put(node, services) == null) {
            writer.schedule(() -> write(node), delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void write(NodeKey node) {
        List<ServiceEntry> services = pending.remove(node);
        if (services == null) {
            return;
        }
        Path fresh = directory.resolve(node.text() + ".new");
        try {
            JSON.writeValue(fresh.toFile(), services);
            Files.move(fresh, file(node), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            log.atWarn().setCause(e).addKeyValue("node", node.text()).log("cannot keep a node's services");
        }
    }

    Optional<List<ServiceEntry>> find(NodeKey node) {
        try {
            return Files.exists(file(node)) ? Optional.of(JSON.readValue(file(node).toFile(), new TypeReference<>() {})) : Optional.empty();
        } catch (IOException e) {
            log.atWarn().setCause(e).addKeyValue("node", node.text()).log("cannot read a node's services");
            return Optional.empty();
        }
    }

    /// May be called twice.
    synchronized void remove(NodeKey node) {
        pending.remove(node);
        try {
            Files.deleteIfExists(file(node));
        } catch (IOException e) {
            log.atWarn().setCause(e).addKeyValue("node", node.text()).log("cannot forget a node's services");
        }
    }

    private Path file(NodeKey node) {
        return directory.resolve(node.text() + ".json");
    }

    /// Writes what is pending.
    @Override
    public void close() {
        writer.shutdown();
        pending.keySet().forEach(this::write);
    }
}
