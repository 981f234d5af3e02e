package dev.marina.console.pod;

import dev.marina.console.feed.Backoff;
import dev.marina.console.feed.TableSource;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/// Follows a container's log from its last lines on until closed: through restarts of the container, and through those of everything
/// between it and us. Where a stream ends although the container runs, another one is opened after the last line that was read, so
/// that nothing is missing and nothing comes twice. One virtual thread each; lines go into a [LineBuffer].
final class LogFollower implements AutoCloseable {

    private final LogSource source;
    private final LineBuffer lines;
    private final Backoff backoff;
    private final boolean times;
    private final Thread thread;
    private volatile boolean closed;
    private volatile InputStream opened;
    /// Those below belong to the follower's thread.
    private String followed = "";
    private boolean complete;
    private Instant last = Instant.MIN;
    /// How many lines bore the time of the last one: several may.
    private int sameTime;

    LogFollower(String name, LogSource source, LineBuffer lines, Backoff backoff) {
        this(name, source, lines, backoff, false);
    }

    /// Lines keep the times that stand before them.
    static LogFollower withTimes(String name, LogSource source, LineBuffer lines, Backoff backoff) {
        return new LogFollower(name, source, lines, backoff, true);
    }

    private LogFollower(String name, LogSource source, LineBuffer lines, Backoff backoff, boolean times) {
        this.times = times;
        this.source = source;
        this.lines = lines;
        this.backoff = backoff;
        this.thread = Thread.ofVirtual().name("log-" + name).unstarted(this::follow);
    }

    LogFollower start() {
        thread.start();
        return this;
    }

    private void follow() {
        try {
            for (int inVain = 1; !closed; inVain++) {
                if (turn()) {
                    inVain = 1;
                }
                Thread.sleep(backoff.after(inVain));
            }
        } catch (InterruptedException _) {
            // close() was called.
        } catch (TableSource.LoginEnded _) {
            // The page learns it from its feeds, and leaves.
        }
    }

    /// Whether there was something to read.
    private boolean turn() {
        try {
            Optional<LogSource.Instance> now = source.instance();
            if (now.isEmpty()) {
                return false;
            }
            if (!now.get().id().equals(followed)) {
                followed = now.get().id();
                complete = false;
                last = Instant.MIN;
                sameTime = 0;
            }
            if (!complete) {
                Instant before = last;
                read();
                // What had ended before it was read has been read to its end.
                complete = !now.get().running();
                return last.isAfter(before);
            }
        } catch (TableSource.Refusal refusal) {
            lines.note(refusal.getMessage());
        } catch (IOException e) {
            if (!closed) {
                lines.note(String.valueOf(e.getMessage()));
            }
        }
        return false;
    }

    private void read() throws IOException {
        Instant from = last;
        int seen = sameTime;
        try (InputStream log = source.open(from.equals(Instant.MIN) ? "" : from.toString())) {
            opened = log;
            LogLines reader = new LogLines(log);
            for (String line = reader.read(); line != null && !closed; line = reader.read()) {
                int blank = line.indexOf(' ');
                Instant time = time(blank < 0 ? line : line.substring(0, blank));
                if (time.isBefore(from) || time.equals(from) && seen-- > 0) {
                    continue;
                }
                sameTime = time.equals(last) ? sameTime + 1 : 1;
                last = time.isBefore(last) ? last : time;
                lines.add(times ? line : blank < 0 ? "" : line.substring(blank + 1));
            }
        } finally {
            opened = null;
        }
    }

    /// A line without a time, which no runtime should write, counts as one of the last line's.
    private Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            return last.equals(Instant.MIN) ? Instant.EPOCH : last;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        InputStream log = opened;
        if (log != null) {
            try {
                log.close();
            } catch (IOException _) {
                // It is given up; its reader has been told to end.
            }
        }
    }
}
