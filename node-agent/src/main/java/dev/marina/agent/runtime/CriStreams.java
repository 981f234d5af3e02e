package dev.marina.agent.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.cri.v1.AttachRequest;
import dev.marina.cri.v1.ContainerState;
import dev.marina.cri.v1.ContainerStatus;
import dev.marina.cri.v1.ExecRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.AsynchronousCloseException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Logs, exec and attach of a CRI runtime: it writes logs to files, and serves the rest at an address that it tells for each session.
public final class CriStreams implements ContainerStreams {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_OF_A_STATUS = 64 << 10;

    private final CriClient client;
    private final CriRuntime runtime;
    private final StreamDialer dialer;

    public CriStreams(CriClient client, CriRuntime runtime, StreamDialer dialer) {
        this.client = client;
        this.runtime = runtime;
        this.dialer = dialer;
    }

    @Override
    public void logs(ContainerId container, LogOptions options, OutputStream stdout, OutputStream stderr) {
        ContainerStatus status = runtime.states().status(container.value())
                .orElseThrow(() -> new RuntimeFailure("container %s is gone".formatted(container)));
        new CriLogs(Path.of(status.getLogPath()), () -> mayWrite(container)).read(options, stdout, stderr);
    }

    private boolean mayWrite(ContainerId container) {
        return runtime.states().status(container.value()).map(ContainerStatus::getState)
                .filter(state -> state == ContainerState.CONTAINER_RUNNING || state == ContainerState.CONTAINER_CREATED).isPresent();
    }

    @Override
    public int exec(ContainerId container, List<String> command, Session session) {
        long begun = StartedCommand.now();
        try (SpdySession streams = open(execUrl(container, command, session))) {
            BoundedOutput verdict = new BoundedOutput(MOST_OF_A_STATUS);
            // Told of the end by a terminal, the runtime would take the output away.
            if (Departed.during(session.departure(), streams::close, () -> converse(streams, session, !session.tty(), verdict))) {
                if (session.tty()) {
                    runtime.states().pid(container).ifPresent(first -> new StartedCommand(container, first, command, begun).hangUp());
                }
                return HUNG_UP;
            }
            return exitCode(verdict.text());
        } catch (IOException failure) {
            throw failure("exec", failure);
        }
    }

    private String execUrl(ContainerId container, List<String> command, Session session) {
        return CriClient.call(() -> client.runtime().exec(ExecRequest.newBuilder().setContainerId(container.value()).addAllCmd(command)
                .setStdin(session.stdin() != null).setStdout(true).setStderr(!session.tty()).setTty(session.tty()).build())).getUrl();
    }

    /// The end of the caller's input is the container's where it is read once, and nothing to one that goes on with the next caller's: there the session
    /// ends with its [LastWords]. Told of it there, and by a terminal, the runtime would take the output away.
    @Override
    public void attach(ContainerId container, Session session) {
        boolean end = session.stdin() != null && !session.tty() && runtime.states().readsOnce(container);
        String url = CriClient.call(() -> client.runtime().attach(AttachRequest.newBuilder().setContainerId(container.value())
                .setStdin(session.stdin() != null).setStdout(true).setStderr(!session.tty()).setTty(session.tty()).build())).getUrl();
        try (SpdySession streams = open(url)) {
            Departed.during(session.departure(), streams::close, () -> attach(streams, session, end));
        } catch (IOException failure) {
            throw failure("attach", failure);
        }
    }

    private static void attach(SpdySession streams, Session session, boolean end) throws IOException {
        if (end) {
            converse(streams, session, true);
        } else {
            LastWords.hear(session, streams::close, heard -> converse(streams, heard, false));
        }
    }

    private SpdySession open(String url) throws IOException {
        URI at = URI.create(url);
        return new SpdySession(dialer.connect(new InetSocketAddress(at.getHost(), at.getPort())), at);
    }

    /// What the runtime says of how it ended. It begins when it has all streams.
    ///
    /// @param end whether the end of the input is passed on
    private static String converse(SpdySession streams, Session session, boolean end) throws IOException {
        BoundedOutput verdict = new BoundedOutput(MOST_OF_A_STATUS);
        converse(streams, session, end, verdict);
        return verdict.text();
    }

    private static void converse(SpdySession streams, Session session, boolean end, BoundedOutput verdict) throws IOException {
        streams.open("error", verdict);
        Integer stdin = session.stdin() == null ? null : Integer.valueOf(streams.open("stdin", null));
        streams.open("stdout", session.stdout());
        if (!session.tty()) {
            streams.open("stderr", session.stderr());
        } else {
            int resize = streams.open("resize", null);
            session.size().onResize(new Resizing((width, height) -> tell(streams, resize, width, height))::to);
        }
        Thread input = stdin == null ? null : Thread.ofVirtual().name("stdin").start(() -> send(streams, stdin, session.stdin(), end));
        try {
            streams.receive();
        } finally {
            if (input != null) {
                input.interrupt();
            }
        }
    }

    private static void tell(SpdySession streams, int resize, int width, int height) {
        byte[] size = "{\"Width\":%d,\"Height\":%d}\n".formatted(width, height).getBytes(StandardCharsets.US_ASCII);
        try {
            streams.send(resize, size, size.length, false);
        } catch (IOException over) {
            throw new RuntimeFailure("the session is over", over);
        }
    }

    private static void send(SpdySession streams, int stream, InputStream input, boolean end) {
        byte[] buffer = new byte[32 << 10];
        try {
            for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
                streams.send(stream, buffer, count, false);
            }
            if (end) {
                streams.send(stream, buffer, 0, true);
            }
        } catch (IOException _) {
            // the program has ended; whoever reads its output sees that
        }
    }

    /// A `Status`, as the API server gets it from a kubelet.
    private static int exitCode(String verdict) throws IOException {
        if (verdict.isEmpty()) {
            throw new IOException("the session broke off");
        }
        JsonNode status = JSON.readTree(verdict);
        if (status.path("status").asText().equals("Success")) {
            return 0;
        }
        for (JsonNode cause : status.path("details").path("causes")) {
            if (cause.path("reason").asText().equals("ExitCode")) {
                return Integer.parseInt(cause.path("message").asText());
            }
        }
        throw new RuntimeFailure(status.path("message").asText());
    }

    /// By the runtime's streams too: its `ExecSync` gives up waiting and not the command, and holds all of its output.
    @Override
    public ExecResult execSync(ContainerId container, List<String> command, Duration timeout) {
        BoundedOutput output = new BoundedOutput(DockerStreams.SYNC_OUTPUT_BYTES);
        Session session = new Session(null, output, output, false, TerminalSize.FIXED);
        String url = execUrl(container, command, session);
        long begun = StartedCommand.now();
        try (SpdySession streams = open(url)) {
            try (TimeLimit _ = new TimeLimit(timeout, streams::close)) {
                return new ExecResult(exitCode(converse(streams, session, true)), output.text());
            } catch (AsynchronousCloseException _) {
                runtime.states().pid(container).ifPresent(first -> new StartedCommand(container, first, command, begun).kill());
                return new ExecResult(null, output.text());
            }
        } catch (IOException failure) {
            throw failure("exec", failure);
        }
    }

    private static RuntimeFailure failure(String what, IOException cause) {
        return new RuntimeFailure("container runtime: cannot %s: %s".formatted(what, cause.getMessage()), cause);
    }
}
