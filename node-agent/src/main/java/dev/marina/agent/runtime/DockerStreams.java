package dev.marina.agent.runtime;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Logs, exec and attach by the Docker API; bytes arrive on docker-java's own threads.
public final class DockerStreams implements ContainerStreams {

    private static final int SYNC_OUTPUT_BYTES = 10 * 1024;

    private final DockerEngine engine;

    public DockerStreams(DockerEngine engine) {
        this.engine = engine;
    }

    @Override
    public void logs(ContainerId container, LogOptions options, OutputStream stdout, OutputStream stderr) {
        try (Copy copy = new Copy(stdout, stderr)) {
            var command = engine.client().logContainerCmd(container.value()).withStdOut(true).withStdErr(true)
                    .withFollowStream(options.follow()).withTimestamps(options.timestamps());
            if (options.tailLines() >= 0) {
                command.withTail(options.tailLines());
            }
            options.since().ifPresent(since -> command.withSince((int) since.getEpochSecond()));
            command.exec(copy);
            copy.await("read logs");
        }
    }

    @Override
    public int exec(ContainerId container, List<String> command, Session session) {
        String exec = create(container, command, session.stdin() != null, session.tty());
        session.size().onResize((width, height) ->
                engine.ensure("resize", docker -> docker.resizeExecCmd(exec).withSize(height, width).exec()));
        try (Copy copy = new Copy(session.stdout(), session.stderr())) {
            var start = engine.client().execStartCmd(exec).withDetach(false).withTty(session.tty());
            if (session.stdin() != null) {
                start.withStdIn(session.stdin());
            }
            start.exec(copy);
            copy.await("exec");
        }
        Long code = engine.call("inspect exec", docker -> docker.inspectExecCmd(exec).exec()).getExitCodeLong();
        return code == null ? -1 : code.intValue();
    }

    @Override
    public void attach(ContainerId container, Session session) {
        session.size().onResize((width, height) ->
                engine.ensure("resize", docker -> docker.resizeContainerCmd(container.value()).withSize(height, width).exec()));
        try (Copy copy = new Copy(session.stdout(), session.stderr())) {
            var attach = engine.client().attachContainerCmd(container.value()).withStdOut(true).withStdErr(true).withFollowStream(true);
            if (session.stdin() != null) {
                attach.withStdIn(session.stdin());
            }
            attach.exec(copy);
            copy.await("attach");
        }
    }

    @Override
    public ExecResult execSync(ContainerId container, List<String> command, Duration timeout) {
        String exec = create(container, command, false, false);
        Bounded output = new Bounded();
        try (Copy copy = new Copy(output, output)) {
            engine.client().execStartCmd(exec).withDetach(false).exec(copy);
            if (!copy.await("exec", timeout)) {
                return new ExecResult(null, output.text());
            }
        }
        Long code = engine.call("inspect exec", docker -> docker.inspectExecCmd(exec).exec()).getExitCodeLong();
        return new ExecResult(code == null ? -1 : code.intValue(), output.text());
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

        Copy(OutputStream stdout, OutputStream stderr) {
            this.stdout = stdout;
            this.stderr = stderr;
        }

        @Override
        public void onNext(Frame frame) {
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

    private static final class Bounded extends OutputStream {

        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int b) {
            if (kept.size() < SYNC_OUTPUT_BYTES) {
                kept.write(b);
            }
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            kept.write(bytes, offset, Math.min(length, SYNC_OUTPUT_BYTES - kept.size()));
        }

        synchronized String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
