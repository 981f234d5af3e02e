package dev.marina.net;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.net.service.ServiceEntry;
import dev.marina.net.service.ServiceName;
import dev.marina.net.service.ServiceSet;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Services that each node heard of last, on disk: after a restart of the agent names are answered from them until the
/// API has been asked. (The kernel keeps the rules by itself.) Written a moment after a change, not for every one; a change is a line
/// at the end of the node's journal, which is written anew when most of its lines are of no use any more.
final class ServiceKeep implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServiceKeep.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SPARE_LINES = 256;

    private final Path directory;
    private final Duration delay;
    private final Map<NodeKey, Journal> journals = new ConcurrentHashMap<>();
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

    /// A line: the Service as it is now, or the name of one that is gone.
    record Line(ServiceEntry present, String goneNamespace, String goneName) {}

    /// Whoever reads or changes one, or writes its file, holds its monitor: a node with many Services holds no other up.
    private static final class Journal {
        private final ServiceSet services;
        /// Those of which the file does not say how they are.
        private final Set<ServiceName> changed = new LinkedHashSet<>();
        /// Whether the file is this process's own.
        private boolean begun;
        private int lines;
        private boolean due;

        private Journal(ServiceSet services) {
            this.services = services;
        }
    }

    /// @param services the same object each time, which is read when it is time to write
    void keep(NodeKey node, ServiceSet services, ServiceSet.Difference difference) {
        Journal journal = journals.computeIfAbsent(node, _ -> new Journal(services));
        synchronized (journal) {
            difference.removed().forEach(service -> journal.changed.add(service.id()));
            difference.added().forEach(service -> journal.changed.add(service.id()));
            if (!journal.due) {
                journal.due = true;
                writer.schedule(() -> write(node), delay.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    void write(NodeKey node) {
        Journal journal = journals.get(node);
        if (journal == null) {
            return;
        }
        synchronized (journal) {
            if (journal.due) {
                journal.due = false;
                write(node, journal);
            }
        }
    }

    private void write(NodeKey node, Journal journal) {
        try {
            if (!journal.begun || journal.lines + journal.changed.size() > 2 * journal.services.all().size() + SPARE_LINES) {
                Path fresh = directory.resolve(node.text() + ".new");
                Files.deleteIfExists(fresh);
                journal.lines = append(fresh, journal.services.all().stream().map(ServiceKeep::present));
                Files.move(fresh, file(node), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } else {
                journal.lines += append(file(node), journal.changed.stream()
                        .map(service -> journal.services.find(service).map(ServiceKeep::present)
                                .orElseGet(() -> new Line(null, service.namespace(), service.name()))));
            }
            journal.begun = true;
            journal.changed.clear();
        } catch (IOException e) {
            journal.begun = false;
            log.atWarn().setCause(e).addKeyValue("node", node.text()).log("cannot keep a node's services");
        }
    }

    private static Line present(ServiceEntry service) {
        return new Line(service, null, null);
    }

    /// @return the number of lines
    private static int append(Path file, Stream<Line> lines) throws IOException {
        int count = 0;
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (Line line : (Iterable<Line>) lines::iterator) {
                out.write(JSON.writeValueAsString(line));
                out.write('\n');
                count++;
            }
        }
        return count;
    }

    Optional<List<ServiceEntry>> find(NodeKey node) {
        if (!Files.exists(file(node))) {
            return Optional.empty();
        }
        Map<String, ServiceEntry> services = new LinkedHashMap<>();
        try (Stream<String> lines = Files.lines(file(node))) {
            for (String text : (Iterable<String>) lines::iterator) {
                Line line = JSON.readValue(text, Line.class);
                if (line.present == null) {
                    services.remove(line.goneNamespace + "/" + line.goneName);
                } else {
                    services.put(line.present.namespace() + "/" + line.present.name(), line.present);
                }
            }
        } catch (JsonProcessingException torn) {
            // The process ended while it wrote: what comes before was written whole.
            log.atInfo().addKeyValue("node", node.text()).addKeyValue("services", services.size()).log("journal of services ends early");
        } catch (IOException | UncheckedIOException e) {
            log.atWarn().setCause(e).addKeyValue("node", node.text()).log("cannot read a node's services");
            return Optional.empty();
        }
        return Optional.of(List.copyOf(services.values()));
    }

    /// May be called twice.
    void remove(NodeKey node) {
        Journal journal = journals.remove(node);
        if (journal == null) {
            delete(node);
            return;
        }
        synchronized (journal) {
            journal.due = false;
            delete(node);
        }
    }

    private void delete(NodeKey node) {
        try {
            Files.deleteIfExists(file(node));
        } catch (IOException e) {
            log.atWarn().setCause(e).addKeyValue("node", node.text()).log("cannot forget a node's services");
        }
    }

    private Path file(NodeKey node) {
        return directory.resolve(node.text() + ".journal");
    }

    /// Writes what is pending.
    @Override
    public void close() {
        writer.shutdown();
        journals.keySet().forEach(this::write);
    }
}
