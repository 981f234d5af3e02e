package dev.marina.launcher.supervisor;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.marina.launcher.component.ProcessSpec;
import dev.marina.launcher.component.StartArchive;

/// Has the archive of a running process made when it is worth it: once the process has loaded more than the archive knows, and loads
/// hardly anything any more. Only its keeper's thread calls.
final class Archiving implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Archiving.class);
    private static final Duration BETWEEN = Duration.ofSeconds(20);

    private final String component;
    private final StartArchive archive;
    private final ProcessSpec spec;
    private long next = System.nanoTime();
    private long before;
    private Optional<Thread> making = Optional.empty();

    Archiving(String component, StartArchive archive, ProcessSpec spec) {
        this.component = component;
        this.archive = archive;
        this.spec = spec;
    }

    /// May be called as often as one likes.
    void look() {
        if (System.nanoTime() < next || making.filter(Thread::isAlive).isPresent()) {
            return;
        }
        next = System.nanoTime() + BETWEEN.toNanos();
        try {
            long loaded = archive.loaded();
            if (due(before, loaded, archive.archived())) {
                making = Optional.of(Thread.ofVirtual().name("archive " + component).start(this::make));
            }
            before = loaded;
        } catch (IOException failure) {
            log.atWarn().addKeyValue("component", component).setCause(failure).log("what it has loaded is not known");
        }
    }

    /// @param before bytes of the list of loaded classes when last looked at
    /// @param loaded bytes now
    /// @param archived bytes of the list that the archive was made of
    static boolean due(long before, long loaded, long archived) {
        boolean settled = before > 0 && loaded - before <= loaded / 100;
        return settled && loaded - archived > loaded / 20;
    }

    private void make() {
        try {
            archive.make(spec);
            log.atInfo().addKeyValue("component", component).addKeyValue("program", archive.program()).log("archive for its next start made");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException failure) {
            log.atWarn().addKeyValue("component", component).setCause(failure).log("no archive for its next start");
        }
    }

    @Override
    public void close() {
        making.ifPresent(Thread::interrupt);
    }
}
