package dev.marina.agent.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Where a log's lines go: those that are asked for, as the container wrote them.
class CriLogSink {

    /// Of a line, that are kept until it is known whether it is asked for.
    private static final int MOST_PARTS = 64;

    private final Optional<Instant> since;
    private final Stream stdout;
    private final Stream stderr;
    private final Deque<CriLogLine> begun = new ArrayDeque<>();
    private long skip;

    /// @param skip so many of the first lines
    /// @param timestamps whether each line begins with when it was written
    CriLogSink(long skip, Optional<Instant> since, boolean timestamps, OutputStream stdout, OutputStream stderr) {
        this.skip = skip;
        this.since = since;
        this.stdout = new Stream(stdout, timestamps);
        this.stderr = new Stream(stderr, timestamps);
    }

    void accept(CriLogLine line) throws IOException {
        if (skip > 0) {
            pass(line);
        } else if (since.filter(from -> line.time().isBefore(from)).isEmpty()) {
            (line.stderr() ? stderr : stdout).write(line);
        }
    }

    /// A line of the other stream may have begun before the last that is left out ends: it is among those that are asked for.
    private void pass(CriLogLine line) throws IOException {
        if (line.partial()) {
            if (begun.size() < MOST_PARTS) {
                begun.add(line);
            }
            return;
        }
        begun.removeIf(part -> part.stderr() == line.stderr());
        skip--;
        if (skip == 0) {
            for (CriLogLine part : List.copyOf(begun)) {
                accept(part);
            }
            begun.clear();
        }
    }

    void flush() throws IOException {
        stdout.target.flush();
        stderr.target.flush();
    }

    private static final class Stream {

        private final OutputStream target;
        private final boolean timestamps;
        private boolean withinLine;

        Stream(OutputStream target, boolean timestamps) {
            this.target = target;
            this.timestamps = timestamps;
        }

        void write(CriLogLine line) throws IOException {
            if (timestamps && !withinLine) {
                target.write((line.stamp() + " ").getBytes(StandardCharsets.US_ASCII));
            }
            target.write(line.content());
            if (!line.partial()) {
                target.write('\n');
            }
            withinLine = line.partial();
        }
    }

    /// Counts the lines that there are, one that has no end yet too.
    static final class Counting extends CriLogSink {

        private long lines;
        private boolean outBegun;
        private boolean errBegun;

        Counting() {
            super(0, Optional.empty(), false, OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
        }

        @Override
        void accept(CriLogLine line) {
            lines += line.partial() ? 0 : 1;
            if (line.stderr()) {
                errBegun = line.partial();
            } else {
                outBegun = line.partial();
            }
        }

        long lines() {
            return lines + (outBegun ? 1 : 0) + (errBegun ? 1 : 0);
        }
    }
}
