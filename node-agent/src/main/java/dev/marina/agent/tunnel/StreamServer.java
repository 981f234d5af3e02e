package dev.marina.agent.tunnel;

import dev.marina.agent.pod.PodContainers;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.ContainerStreams;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.RuntimeFailure;
import dev.marina.agent.runtime.RuntimeSnapshot;
import dev.marina.agent.stats.KubeletEndpoint;
import dev.marina.model.tunnel.StreamRequest;
import dev.marina.model.tunnel.TunnelFrame;
import dev.marina.net.share.SharedPool;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves logs, exec, attach and port-forward for pods of this machine, and the figures of its nodes. The control plane has authorised the
/// request; here it is checked that the pod is one of ours, so that a confused control plane cannot reach across clusters, and that one
/// node's sessions leave room for the others'.
public final class StreamServer {

    private static final Logger LOG = LoggerFactory.getLogger(StreamServer.class);

    private final Function<NodeRef, Optional<? extends StreamedNode>> nodes;
    private final StreamedVolumes volumes;

    /// @param nodes of this machine
    /// @param volumes likewise
    public StreamServer(Function<NodeRef, Optional<? extends StreamedNode>> nodes, StreamedVolumes volumes) {
        this.nodes = nodes;
        this.volumes = volumes;
    }

    /// The sessions of all nodes together. A session whose reader or container is slow holds up to two windows of the tunnel: 192 MiB if all
    /// were so, beside what is each node's own.
    public static SharedPool pool() {
        return new SharedPool(16, 128, 384);
    }

    /// A request that cannot be served, with what the client is told.
    private static final class Refusal extends Exception {
        private final int code;
        private final String reason;

        Refusal(int code, String reason, String message) {
            super(message);
            this.code = code;
            this.reason = reason;
        }
    }

    void serve(StreamRequest request, TunnelStream stream) {
        try {
            if (request.kind().startsWith("volume")) {
                // The platform asks, of clusters that may have no node here any more.
                serveVolume(request, stream);
                return;
            }
            StreamedNode node = nodes.apply(new NodeRef(request.clusterId(), request.node()))
                    .orElseThrow(() -> new Refusal(404, "NotFound", "node \"%s\" is not on this machine".formatted(request.node())));
            if (!node.open()) {
                throw new Refusal(503, "ServiceUnavailable", "node \"%s\" is starting, please try again".formatted(request.node()));
            }
            if (request.kind().equals("usage")) {
                // The platform asks, of each node at its own pace.
                answer(stream, node.kubelet().usage());
            } else {
                serveSession(request, stream, node);
            }
        } catch (Refusal refusal) {
            stream.refused(json(status(refusal.code, refusal.reason, refusal.getMessage())));
            stream.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stream.close();
        } catch (RuntimeException failure) {
            LOG.atWarn().addKeyValue("kind", request.kind()).addKeyValue("pod", request.pod()).setCause(failure).log("stream broke");
            stream.refused(json(status(500, "InternalError", failure.getMessage())));
            stream.close();
        }
    }

    private void serveVolume(StreamRequest request, TunnelStream stream) {
        stream.accepted();
        try (OutputStream out = new BufferedOutputStream(stream.out(TunnelFrame.STDOUT), TunnelFrame.MAX_PAYLOAD_BYTES)) {
            switch (request.kind()) {
                case "volumeRead" -> volumes.read(request, out);
                case "volumeWrite" -> volumes.write(request, stream.stdin(), out);
                case "volumeDrop" -> volumes.drop(request, out);
                default -> throw new IOException("unknown kind of stream \"%s\"".formatted(request.kind()));
            }
        } catch (IOException broken) {
            LOG.atInfo().addKeyValue("kind", request.kind()).addKeyValue("error", broken.getMessage()).log("nobody waits for the volume");
        }
        stream.end(TunnelFrame.STDOUT);
        stream.finish();
    }

    private void serveSession(StreamRequest request, TunnelStream stream, StreamedNode node) throws Refusal, InterruptedException {
        try (SharedPool.Place _ = node.sessions().take().orElseThrow(() -> new Refusal(429, "TooManyRequests",
                "node \"%s\" has as many sessions as it may, please try again later".formatted(request.node())))) {
            if (request.kind().equals("kubelet")) {
                answer(stream, kubelet(request, node));
            } else if (request.kind().equals("outside")) {
                answer(stream, outside(request, node));
            } else {
                servePod(request, stream, node);
            }
        }
    }

    private void servePod(StreamRequest request, TunnelStream stream, StreamedNode node) throws Refusal {
        Pod pod = node.pod(request.uid())
                .orElseThrow(() -> new Refusal(404, "NotFound", "pod \"%s\" is not on node \"%s\"".formatted(request.pod(), request.node())));
        if (!pod.getMetadata().getNamespace().equals(request.namespace()) || !pod.getMetadata().getName().equals(request.pod())) {
            throw new Refusal(404, "NotFound", "pod \"%s\" has another uid".formatted(request.pod()));
        }
        switch (request.kind()) {
            case "log" -> log(request, stream, pod, node);
            case "exec" -> exec(request, stream, node);
            case "attach" -> attach(request, stream, node);
            case "portForward" -> portForward(request, stream, node);
            case "trace" -> answer(stream, trace(request, pod, node));
            default -> throw new Refusal(400, "BadRequest", "unknown kind of stream \"%s\"".formatted(request.kind()));
        }
    }

    private static byte[] kubelet(StreamRequest request, StreamedNode node) throws Refusal, InterruptedException {
        String path = request.options().get("path");
        try {
            return node.kubelet().get(path, flag(request, "only_cpu_and_memory"))
                    .orElseThrow(() -> new Refusal(404, "NotFound", "node \"%s\" does not serve %s".formatted(request.node(), path)));
        } catch (KubeletEndpoint.TooLarge tooLarge) {
            throw new Refusal(413, "RequestEntityTooLarge", tooLarge.getMessage());
        }
    }

    private static byte[] outside(StreamRequest request, StreamedNode node) throws Refusal {
        Map<String, String> options = request.options() == null ? Map.of() : request.options();
        Optional<String> refused = OutsideProbe.refusal(node.outside(), options);
        if (refused.isPresent()) {
            throw new Refusal(403, "Forbidden", refused.get());
        }
        return Serialization.asJson(OutsideProbe.ask(node.outside(), options)).getBytes(StandardCharsets.UTF_8);
    }

    private static void answer(TunnelStream stream, byte[] body) {
        stream.accepted();
        try {
            stream.out(TunnelFrame.STDOUT).write(body);
        } catch (IOException gone) {
            LOG.atDebug().addKeyValue("error", gone.getMessage()).log("nobody waits for the figures");
        }
        stream.end(TunnelFrame.STDOUT);
        stream.finish();
    }

    private void log(StreamRequest request, TunnelStream stream, Pod pod, StreamedNode node) throws Refusal {
        boolean previous = flag(request, "previous");
        RuntimeSnapshot state = node.runtime().snapshot(request.uid());
        ContainerState container = (previous ? state.previous(request.container()) : state.newest(request.container()))
                .orElseThrow(() -> new Refusal(400, "BadRequest", previous
                        ? "previous terminated container \"%s\" in pod \"%s\" not found".formatted(request.container(), request.pod())
                        : "container \"%s\" in pod \"%s\" is waiting to start: %s".formatted(request.container(), request.pod(),
                                whyWaiting(pod, request.container()))));
        Optional<Instant> since = Optional.ofNullable(request.options().get("sinceTime")).map(Instant::parse)
                .or(() -> Optional.ofNullable(request.options().get("sinceSeconds")).map(seconds -> Instant.now().minusSeconds(Long.parseLong(seconds))));
        int tail = Optional.ofNullable(request.options().get("tailLines")).map(Integer::parseInt).orElse(-1);
        long limit = Optional.ofNullable(request.options().get("limitBytes")).map(Long::parseLong).orElse(Long.MAX_VALUE);
        stream.accepted();
        Thread serving = Thread.currentThread();
        stream.onClose(serving::interrupt);
        OutputStream out = new Limited(stream.out(TunnelFrame.STDOUT), limit);
        try {
            node.streams().logs(container.id(), new ContainerStreams.LogOptions(flag(request, "follow"), flag(request, "timestamps"), tail, since), out, out);
        } catch (RuntimeFailure over) {
            LOG.atDebug().addKeyValue("pod", request.pod()).addKeyValue("error", over.getMessage()).log("log stream over");
        }
        stream.onClose(() -> {});
        Thread.interrupted();
        stream.end(TunnelFrame.STDOUT);
        stream.finish();
    }

    private static String whyWaiting(Pod pod, String container) {
        String reason = PodContainers.status(pod, container).map(ContainerStatus::getState).map(state -> state.getWaiting()).map(waiting -> waiting.getReason())
                .orElse("ContainerCreating");
        return switch (reason) {
            case "ErrImagePull" -> "image can't be pulled";
            case "ImagePullBackOff" -> "trying and failing to pull image";
            default -> reason;
        };
    }

    /// Lets through so many bytes and then ends the stream.
    private static final class Limited extends OutputStream {

        private final OutputStream out;
        private long left;

        Limited(OutputStream out, long limit) {
            this.out = out;
            left = limit;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            int n = (int) Math.min(left, length);
            out.write(bytes, offset, n);
            left -= n;
            if (left == 0) {
                throw new IOException("limit reached");
            }
        }
    }

    private static byte[] trace(StreamRequest request, Pod pod, StreamedNode node) throws Refusal {
        if (node.addresses(request.uid()).isEmpty()) {
            throw new Refusal(409, "Conflict", "pod \"%s\" has no network of its own on node \"%s\"".formatted(request.pod(), request.node()));
        }
        return Serialization.asJson(node.trace(pod, request.options().get("to"), Integer.parseInt(request.options().get("port")),
                request.options().get("protocol"))).getBytes(StandardCharsets.UTF_8);
    }

    private ContainerState running(StreamRequest request, StreamedNode node) throws Refusal {
        return node.runtime().snapshot(request.uid()).newest(request.container()).filter(ContainerState::running)
                .orElseThrow(() -> new Refusal(500, "InternalError", "container not found (\"%s\")".formatted(request.container())));
    }

    private void exec(StreamRequest request, TunnelStream stream, StreamedNode node) throws Refusal {
        ContainerState container = running(request, node);
        stream.accepted();
        Status result;
        try {
            int code = node.streams().exec(container.id(), request.command(), session(request, stream));
            result = code == 0 ? new StatusBuilder().withStatus("Success").build() : exited(code);
        } catch (RuntimeFailure failure) {
            result = status(500, "InternalError", "error executing command in container: " + failure.getMessage());
        }
        finish(stream, result);
    }

    private void attach(StreamRequest request, TunnelStream stream, StreamedNode node) throws Refusal {
        ContainerState container = running(request, node);
        stream.accepted();
        Status result = new StatusBuilder().withStatus("Success").build();
        try {
            node.streams().attach(container.id(), session(request, stream));
        } catch (RuntimeFailure failure) {
            result = status(500, "InternalError", failure.getMessage());
        }
        finish(stream, result);
    }

    private static ContainerStreams.Session session(StreamRequest request, TunnelStream stream) {
        boolean tty = flag(request, "tty");
        return new ContainerStreams.Session(flag(request, "stdin") ? stream.stdin() : null, stream.out(TunnelFrame.STDOUT),
                stream.out(tty ? TunnelFrame.STDOUT : TunnelFrame.STDERR), tty, stream::onResize, stream::onClose);
    }

    private static void finish(TunnelStream stream, Status result) {
        try {
            stream.end(TunnelFrame.STDOUT);
            stream.end(TunnelFrame.STDERR);
            stream.out(TunnelFrame.STATUS).write(json(result));
            stream.end(TunnelFrame.STATUS);
        } catch (IOException gone) {
            LOG.atDebug().addKeyValue("error", gone.getMessage()).log("nobody waits for the result");
        }
        stream.finish();
    }

    private void portForward(StreamRequest request, TunnelStream stream, StreamedNode node) throws Refusal {
        int port = Integer.parseInt(request.options().getOrDefault("port", "0"));
        SocketChannel channel;
        try {
            channel = node.forward(request.uid(), port, Duration.ofSeconds(10));
        } catch (IOException failure) {
            throw new Refusal(500, "InternalError",
                    "failed to connect to localhost:%d inside pod \"%s\": %s".formatted(port, request.pod(), failure.getMessage()));
        }
        stream.accepted();
        try (channel; Socket socket = channel.socket()) {
            stream.onClose(() -> close(channel));
            Thread in = Thread.ofVirtual().name("port-forward in").start(() -> {
                try {
                    stream.stdin().transferTo(socket.getOutputStream());
                    socket.shutdownOutput();
                } catch (IOException _) {
                    close(channel);
                }
            });
            socket.getInputStream().transferTo(stream.out(TunnelFrame.STDOUT));
            stream.end(TunnelFrame.STDOUT);
            in.join(Duration.ofSeconds(30));
        } catch (IOException broken) {
            LOG.atDebug().addKeyValue("pod", request.pod()).addKeyValue("error", broken.getMessage()).log("port-forward over");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        stream.finish();
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // it is closed either way
        }
    }

    private static boolean flag(StreamRequest request, String option) {
        Map<String, String> options = request.options() == null ? Map.of() : request.options();
        String value = options.getOrDefault(option, "false");
        return value.equals("true") || value.equals("1");
    }

    private static Status exited(int code) {
        return new StatusBuilder().withStatus("Failure").withReason("NonZeroExitCode")
                .withMessage("command terminated with non-zero exit code: exit status " + code)
                .withNewDetails().addNewCause(null, Integer.toString(code), "ExitCode").endDetails().build();
    }

    private static Status status(int code, String reason, String message) {
        return new StatusBuilder().withStatus("Failure").withCode(code).withReason(reason).withMessage(message).build();
    }

    private static byte[] json(Status status) {
        return Serialization.asJson(status).getBytes(StandardCharsets.UTF_8);
    }
}
