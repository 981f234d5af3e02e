package dev.marina.agent.runtime;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.marina.linux.Signals;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.TimeoutException;

/// Logs, exec and attach by the Docker API.
public final class DockerStreams implements ContainerStreams {

    static final int SYNC_OUTPUT_BYTES = 10 * 1024;

    private final DockerEngine engine;
    private final WritableLayers layers;

    /// @param layers where the containers' logs are
    public DockerStreams(DockerEngine engine, WritableLayers layers) {
        this.engine = engine;
        this.layers = layers;
    }

    @Override
    public void logs(ContainerId container, LogOptions options, OutputStream stdout, OutputStream stderr) {
        boolean running = showLogIfEnded(container);
        boolean empty = copyLogs(container, options, stdout, stderr);
        // One that ended before the engine opened its log was no longer to be seen there.
        if (empty && running && !showLogIfEnded(container)) {
            copyLogs(container, options, stdout, stderr);
        }
    }

    /// @return whether the container runs, in which case its log is where the engine looks for it
    private boolean showLogIfEnded(ContainerId container) {
        // Answered only after the engine has cleared away what an ending container had mounted.
        InspectContainerResponse found = engine.call("inspect container", docker -> docker.inspectContainerCmd(container.value()).exec());
        if (Boolean.TRUE.equals(found.getState().getRunning())) {
            return true;
        }
        layers.showLog(Labels.pod(found.getConfig().getLabels()).node(), container.value(), () -> engine.layer(container.value()));
        return false;
    }

    /// @return whether there was nothing
    private boolean copyLogs(ContainerId container, LogOptions options, OutputStream stdout, OutputStream stderr) {
        try (Copy copy = new Copy(stdout, stderr)) {
            var command = engine.client().logContainerCmd(container.value()).withStdOut(true).withStdErr(true)
                    .withFollowStream(options.follow()).withTimestamps(options.timestamps());
            if (options.tailLines() >= 0) {
                command.withTail(options.tailLines());
            }
            options.since().ifPresent(since -> command.withSince((int) since.getEpochSecond()));
            command.exec(copy);
            copy.await("read logs");
            return copy.empty;
        }
    }

    @Override
    public int exec(ContainerId container, List<String> command, Session session) {
        String exec = create(container, command, session.stdin() != null, session.tty());
        try (HijackedConnection connection = open("/exec/%s/start".formatted(exec), "{\"Detach\":false,\"Tty\":%s}".formatted(session.tty()))) {
            session.size().onResize(new Resizing(
                    (width, height) -> engine.ensure("resize", docker -> docker.resizeExecCmd(exec).withSize(height, width).exec()))::to);
            if (Departed.during(session.departure(), connection::close, () -> converse(connection, session, !session.tty()))) {
                if (session.tty()) {
                    process(exec).ifPresent(Signals::hangUp);
                }
                return HUNG_UP;
            }
        } catch (IOException failure) {
            throw DockerEngine.failure("exec", failure);
        }
        return exitCode(exec);
    }

    /// The end of the caller's input is the container's where it is read once, and nothing to one that goes on with the next caller's: there the session
    /// ends with its [LastWords]. Told of it there, and by a terminal, the engine would take the output away.
    @Override
    public void attach(ContainerId container, Session session) {
        boolean end = session.stdin() != null && !session.tty() && readsOnce(container);
        try (HijackedConnection connection = open("/containers/%s/attach?stream=1&stdout=1&stderr=1&stdin=%d".formatted(
                container, session.stdin() == null ? 0 : 1), "")) {
            session.size().onResize(new Resizing(
                    (width, height) -> engine.ensure("resize", docker -> docker.resizeContainerCmd(container.value()).withSize(height, width).exec()))::to);
            Departed.during(session.departure(), connection::close, () -> attach(connection, session, end));
        } catch (IOException failure) {
            throw DockerEngine.failure("attach", failure);
        }
    }

    private static void attach(HijackedConnection connection, Session session, boolean end) throws IOException {
        if (end) {
            converse(connection, session, true);
        } else {
            LastWords.hear(session, connection::close, heard -> converse(connection, heard, false));
        }
    }

    private boolean readsOnce(ContainerId container) {
        return Boolean.TRUE.equals(
                engine.call("inspect container", docker -> docker.inspectContainerCmd(container.value()).exec()).getConfig().getStdInOnce());
    }

    private HijackedConnection open(String path, String body) throws IOException {
        return new HijackedConnection(engine.socket(), "/v1.41" + path, body);
    }

    /// @param end whether the end of the input is passed on
    private static void converse(HijackedConnection connection, Session session, boolean end) throws IOException {
        Thread input = session.stdin() == null ? null : Thread.ofVirtual().name("stdin").start(() -> connection.send(session.stdin(), end));
        try {
            connection.receive(session.tty(), session.stdout(), session.stderr());
        } finally {
            if (input != null) {
                input.interrupt();
            }
        }
    }

    /// The output may end a moment before the engine knows the code.
    private int exitCode(String exec) {
        for (int attempt = 0; attempt < 50; attempt++) {
            var inspected = engine.call("inspect exec", docker -> docker.inspectExecCmd(exec).exec());
            if (inspected.getExitCodeLong() != null && !Boolean.TRUE.equals(inspected.isRunning())) {
                return inspected.getExitCodeLong().intValue();
            }
            LockSupport.parkNanos(20_000_000);
        }
        return -1;
    }

    @Override
    public ExecResult execSync(ContainerId container, List<String> command, Duration timeout) {
        String exec = create(container, command, false, false);
        BoundedOutput output = new BoundedOutput(SYNC_OUTPUT_BYTES);
        try (HijackedConnection connection = open("/exec/%s/start".formatted(exec), "{\"Detach\":false,\"Tty\":false}")) {
            try (TimeLimit _ = new TimeLimit(timeout, connection::close)) {
                connection.receive(false, output, output);
            } catch (AsynchronousCloseException _) {
                kill(exec);
                return new ExecResult(null, output.text());
            }
        } catch (IOException failure) {
            throw DockerEngine.failure("exec", failure);
        }
        return new ExecResult(exitCode(exec), output.text());
    }

    /// The engine leaves a command running whose output nobody reads any more: each time-out would leave one more.
    private void kill(String exec) {
        process(exec).ifPresent(StartedCommand::killTree);
    }

    /// Of a command that still runs.
    private Optional<ProcessHandle> process(String exec) {
        return engine.find("inspect exec", docker -> docker.inspectExecCmd(exec).exec()).filter(inspected -> Boolean.TRUE.equals(inspected.isRunning()))
                .flatMap(inspected -> ProcessHandle.of(inspected.getPidLong()));
    }

    private String create(ContainerId container, List<String> command, boolean stdin, boolean tty) {
        return engine.call("exec", docker -> docker.execCreateCmd(container.value()).withCmd(command.toArray(String[]::new))
                .withAttachStdout(true).withAttachStderr(true).withAttachStdin(stdin).withTty(tty).exec().getId());
    }

    /// Writes each frame where it belongs. A reader who is gone ends the stream.
    private static final class Copy extends ResultCallback.Adapter<Frame> {

        private final OutputStream stdout;
        private final OutputStream stderr;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private volatile boolean empty = true;

        Copy(OutputStream stdout, OutputStream stderr) {
            this.stdout = stdout;
            this.stderr = stderr;
        }

        @Override
        public void onNext(Frame frame) {
            empty = false;
            try {
                OutputStream target = frame.getStreamType() == StreamType.STDERR ? stderr : stdout;
                target.write(frame.getPayload());
                target.flush();
            } catch (IOException gone) {
                onError(gone);
                close();
            }
        }

        @Override
        public void onError(Throwable failure) {
            done.completeExceptionally(failure);
            super.onError(failure);
        }

        @Override
        public void onComplete() {
            done.complete(null);
            super.onComplete();
        }

        @Override
        public void close() {
            try {
                super.close();
            } catch (IOException _) {
                // the stream is over either way
            }
            done.complete(null);
        }

        void await(String what) {
            await(what, Duration.ofDays(3650));
        }

        boolean await(String what, Duration timeout) {
            try {
                done.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException _) {
                return false;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new RuntimeFailure("interrupted: " + what, interrupted);
            } catch (ExecutionException failed) {
                throw DockerEngine.failure(what, failed.getCause());
            }
        }
    }
}
