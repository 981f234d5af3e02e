package dev.marina.agent.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Reads a container's log: the file that was put aside last, then the one that the runtime writes, and while it is followed those that come after.
final class CriLogs {

    private static final long LOOK_NANOS = 200_000_000;

    private final Path file;
    private final BooleanSupplier running;

    /// @param running whether the container may still write
    CriLogs(Path file, BooleanSupplier running) {
        this.file = file;
        this.running = running;
    }

    /// Where a log is that has grown too long, until the next one has.
    static Path putAside(Path file) {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    /// Blocks as long as the container runs if it is followed, or until the calling thread is interrupted.
    void read(ContainerStreams.LogOptions options, OutputStream stdout, OutputStream stderr) {
        try {
            long skip = options.tailLines() < 0 ? 0 : Math.max(0, lines() - options.tailLines());
            CriLogSink sink = new CriLogSink(skip, options.since(), options.timestamps(), stdout, stderr);
            Opened current = open(file);
            try {
                Opened before = open(putAside(file));
                if (before != null) {
                    try (before.stream) {
                        // Between the two openings the current one may have been put aside.
                        if (current == null || !before.key.equals(current.key)) {
                            new CriLogSource(before.stream).drain(sink);
                        }
                    }
                }
                current = follow(current, options.follow(), sink);
            } finally {
                close(current);
            }
        } catch (IOException failure) {
            throw new RuntimeFailure("cannot read logs: " + failure.getMessage(), failure);
        }
    }

    private Opened follow(Opened opened, boolean follow, CriLogSink sink) throws IOException {
        Opened current = opened;
        while (true) {
            // Asked first: what was written before the container ended is then read below.
            boolean mayWrite = follow && running.getAsBoolean();
            if (current == null) {
                current = open(file);
            }
            if (current != null) {
                current.source.drain(sink);
                if (replaced(current)) {
                    // What was written between the last look and the change.
                    current.source.drain(sink);
                    close(current);
                    current = null;
                    continue;
                }
            }
            if (!mayWrite) {
                return current;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new RuntimeFailure("interrupted: read logs");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /// Whether another file has come in this one's place. Where none has yet, the runtime still writes the old one.
    private boolean replaced(Opened current) throws IOException {
        try {
            return !key(file).equals(current.key);
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    private long lines() throws IOException {
        CriLogSink.Counting counting = new CriLogSink.Counting();
        for (Path each : new Path[] {putAside(file), file}) {
            Opened opened = open(each);
            if (opened != null) {
                try (opened.stream) {
                    opened.source.drain(counting);
                }
            }
        }
        return counting.lines();
    }

    private record Opened(InputStream stream, CriLogSource source, Object key) {}

    /// Null where there is none.
    private static Opened open(Path path) throws IOException {
        try {
            while (true) {
                Object before = key(path);
                InputStream stream = Files.newInputStream(path);
                if (before.equals(key(path))) {
                    return new Opened(stream, new CriLogSource(stream), before);
                }
                stream.close();
            }
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    private static Object key(Path path) throws IOException {
        return Optional.ofNullable(Files.getAttribute(path, "unix:ino")).orElseThrow();
    }

    private static void close(Opened opened) throws IOException {
        if (opened != null) {
            opened.stream.close();
        }
    }
}
