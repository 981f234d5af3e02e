package dev.marina.agent.runtime;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import dev.marina.agent.ids.IdRange;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// One Docker Engine, reached by its socket. Calls run on platform threads, because the transport reads its socket with native
/// calls, which would hold the carrier of a virtual thread; the caller waits, and may be interrupted.
///
/// Every call has a limit, so that an engine that hangs fails its callers instead of keeping them.
public final class DockerEngine implements AutoCloseable {

    private static final int MOST_OF_AN_ANSWER = 8192;
    private static final Duration ANSWER_LIMIT = Duration.ofMinutes(2);
    /// The transport ends a call at its limit; this is for one that even that does not end.
    private static final Duration MARGIN = Duration.ofSeconds(15);

    /// For streams, which may be silent as long as they like, and for calls with a limit of their own.
    private final DockerClient client;
    private final DockerClient calls;
    private final ExecutorService callers = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("docker-", 0).factory());

    private final Path socket;
    private final Duration answerLimit;
    /// Where the engine keeps its data. The same as long as it runs.
    private volatile Path root;

    public DockerEngine(Path socket) {
        this(socket, ANSWER_LIMIT);
    }

    /// @param answerLimit for calls without a limit of their own
    DockerEngine(Path socket, Duration answerLimit) {
        this.socket = socket;
        this.answerLimit = answerLimit;
        DockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost("unix://" + socket).withDockerTlsVerify(false).withApiVersion("1.41").build();
        client = DockerClientImpl.getInstance(config, transport(config).build());
        calls = DockerClientImpl.getInstance(config, transport(config).responseTimeout(answerLimit).build());
    }

    private static ZerodepDockerHttpClient.Builder transport(DockerClientConfig config) {
        return new ZerodepDockerHttpClient.Builder().dockerHost(config.getDockerHost()).maxConnections(2_000).connectionTimeout(Duration.ofSeconds(10));
    }

    /// Throws [RuntimeFailure] when the engine does not answer.
    public void ping() {
        call("ping", docker -> docker.pingCmd().exec());
    }

    /// The engine's version, such as `20.10.24`.
    public String version() {
        return call("ask for the version", docker -> docker.versionCmd().exec()).getVersion();
    }

    /// Throws [RuntimeFailure] unless root of this engine's containers is the range's first id on the machine.
    public void requireIds(IdRange ids) {
        if (!settings().getDockerRootDir().endsWith("/%d.%d".formatted(ids.first(), ids.first()))) {
            throw new RuntimeFailure("the container engine does not map its containers' ids to those from %d on; root in them would be root of the machine"
                    .formatted(ids.first()));
        }
    }

    /// The directory of a container's own layer, as the overlay2 driver keeps it.
    Path layer(String container) {
        Path data = root();
        Path name = data.resolve("image/overlay2/layerdb/mounts").resolve(container).resolve("mount-id");
        try {
            return data.resolve("overlay2").resolve(Files.readString(name).strip());
        } catch (IOException failure) {
            throw new RuntimeFailure("layer of container %s not found".formatted(container), failure);
        }
    }

    /// Where all that it keeps lies.
    Path root() {
        Path known = root;
        if (known == null) {
            known = Path.of(settings().getDockerRootDir());
            root = known;
        }
        return known;
    }

    /// Another engine may have begun to answer since.
    void connectedAnew() {
        root = null;
    }

    private Info settings() {
        return call("ask for its settings", docker -> docker.infoCmd().exec());
    }

    Path socket() {
        return socket;
    }

    DockerClient client() {
        return client;
    }

    /// Runs the call, or throws [RuntimeFailure] with the engine's words.
    <T> T call(String what, Function<DockerClient, T> call) {
        return await(what, answerLimit, callers.submit(() -> call.apply(calls)));
    }

    /// For a resource that the client library does not know; throws [RuntimeFailure] with the engine's words unless it is given.
    ///
    /// @param path without the version
    /// @param registryAuth the header `X-Registry-Auth`
    void require(String what, String path, String registryAuth) {
        await(what, answerLimit, callers.submit(() -> {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                // Of HTTP 1.0, so that the answer ends with the connection.
                channel.write(ByteBuffer.wrap("GET /v1.41%s HTTP/1.0\r\nHost: docker\r\nX-Registry-Auth: %s\r\n\r\n".formatted(path, registryAuth)
                        .getBytes(StandardCharsets.US_ASCII)));
                String answer = new String(Channels.newInputStream(channel).readNBytes(MOST_OF_AN_ANSWER), StandardCharsets.UTF_8);
                if (!answer.startsWith("HTTP/1.0 200 ")) {
                    throw new RuntimeFailure(words(answer));
                }
                return null;
            }
        }));
    }

    /// As [#call], for what takes its time.
    <T> T callFor(Duration limit, String what, Function<DockerClient, T> call) {
        return await(what, limit, callers.submit(() -> call.apply(client)));
    }

    /// As [#call], empty when the engine does not know the thing.
    <T> Optional<T> find(String what, Function<DockerClient, T> call) {
        return await(what, answerLimit, callers.submit((Callable<Optional<T>>) () -> {
            try {
                return Optional.of(call.apply(calls));
            } catch (NotFoundException _) {
                return Optional.empty();
            }
        }));
    }

    /// As [#call], for what may be gone or done already.
    void ensure(String what, Function<DockerClient, ?> call) {
        await(what, answerLimit, callers.submit(() -> unlessDone(call, calls)));
    }

    /// As [#ensure], for what takes its time.
    void ensureFor(Duration limit, String what, Function<DockerClient, ?> call) {
        await(what, limit, callers.submit(() -> unlessDone(call, client)));
    }

    private static Object unlessDone(Function<DockerClient, ?> call, DockerClient docker) {
        try {
            return call.apply(docker);
        } catch (NotFoundException | NotModifiedException _) {
            // gone, or already so
            return null;
        }
    }

    private static <T> T await(String what, Duration limit, Future<T> result) {
        try {
            return result.get(limit.plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            result.cancel(true);
            throw new RuntimeFailure("container engine: cannot %s: no answer within %d s".formatted(what, limit.toSeconds()));
        } catch (InterruptedException interrupted) {
            result.cancel(true);
            Thread.currentThread().interrupt();
            throw new RuntimeFailure("interrupted: " + what, interrupted);
        } catch (ExecutionException failed) {
            throw failure(what, failed.getCause());
        }
    }

    static RuntimeFailure failure(String what, Throwable cause) {
        if (cause instanceof RuntimeFailure already) {
            return already;
        }
        if (cause instanceof DockerException docker) {
            return new RuntimeFailure(words(docker.getMessage()), docker);
        }
        return new RuntimeFailure("container engine: cannot " + what + ": " + cause.getMessage(), cause);
    }

    /// docker-java says `Status 404: {"message":"…"}`.
    private static String words(String message) {
        int start = message == null ? -1 : message.indexOf("{\"message\":\"");
        if (start < 0) {
            return String.valueOf(message);
        }
        String rest = message.substring(start + "{\"message\":\"".length()).strip();
        return rest.endsWith("\"}") ? rest.substring(0, rest.length() - 2).replace("\\\"", "\"") : rest;
    }

    @Override
    public void close() {
        callers.shutdownNow();
        try {
            client.close();
            calls.close();
        } catch (java.io.IOException _) {
            // nothing was left to say to it
        }
    }
}
