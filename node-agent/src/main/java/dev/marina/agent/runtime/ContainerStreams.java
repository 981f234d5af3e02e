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
    ///
    /// @param departure tells when nobody is there any more; the end of `stdin` alone says no such thing
    record Session(InputStream stdin, OutputStream stdout, OutputStream stderr, boolean tty, TerminalSize size, Departure departure) {

        /// Of a caller who stays until the end.
        public Session(InputStream stdin, OutputStream stdout, OutputStream stderr, boolean tty, TerminalSize size) {
            this(stdin, stdout, stderr, tty, size, Departure.NEVER);
        }
    }

    /// Tells that the caller has gone, once. Who asks afterwards is told at once.
    interface Departure {
        void onGone(Runnable action);

        Departure NEVER = _ -> {};
    }

    /// Tells terminal sizes as they change; a session takes the latest and asks to be called on further ones.
    interface TerminalSize {
        void onResize(java.util.function.BiConsumer<Integer, Integer> widthAndHeight);

        TerminalSize FIXED = _ -> {};
    }

    /// What became of a command that nobody waits for any more, as a shell would say of one that was hung up.
    int HUNG_UP = 128 + 1;

    /// Runs a command and returns its exit code. When the caller goes it ends at once: a command with a terminal is hung up, as by any terminal that goes;
    /// another goes on, as with a kubelet.
    int exec(ContainerId container, List<String> command, Session session);

    /// When the caller goes it ends at once, and the container goes on.
    void attach(ContainerId container, Session session);

    /// @param exitCode of the command; null if it did not end in time
    /// @param output what it wrote, both streams, cut to 10 KiB
    record ExecResult(Integer exitCode, String output) {}

    /// For probes and hooks.
    ExecResult execSync(ContainerId container, List<String> command, Duration timeout);
}
