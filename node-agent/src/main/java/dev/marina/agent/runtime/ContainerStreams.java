package dev.marina.agent.runtime;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Logs, exec and attach. All block until the stream is over, or the calling thread is interrupted.
public interface ContainerStreams {

    /// @param tailLines −1 for all
    record LogOptions(boolean follow, boolean timestamps, int tailLines, Optional<Instant> since) {}

    /// Ends when the container has, or at the end of what there is unless following.
    void logs(ContainerId container, LogOptions options, OutputStream stdout, OutputStream stderr);

    /// Where the bytes of an interactive session go. `stderr` is not used with a terminal.
    record Session(InputStream stdin, OutputStream stdout, OutputStream stderr, boolean tty, TerminalSize size) {}

    /// Tells terminal sizes as they change; a session takes the latest and asks to be called on further ones.
    interface TerminalSize {
        void onResize(java.util.function.BiConsumer<Integer, Integer> widthAndHeight);

        TerminalSize FIXED = _ -> {};
    }

    /// Runs a command and returns its exit code.
    int exec(ContainerId container, List<String> command, Session session);

    void attach(ContainerId container, Session session);

    /// @param exitCode of the command; null if it did not end in time
    /// @param output what it wrote, both streams, cut to 10 KiB
    record ExecResult(Integer exitCode, String output) {}

    /// For probes and hooks.
    ExecResult execSync(ContainerId container, List<String> command, Duration timeout);
}
