package dev.marina.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerEngineTest {

    @TempDir
    Path directory;

    /// Paths that were asked for.
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private ServerSocketChannel server;
    private DockerEngine engine;

    @BeforeEach
    void anEngineAnswersWhereItsDataIs() throws IOException {
        Path socket = directory.resolve("engine.sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::accept);
        engine = new DockerEngine(socket);
    }

    @AfterEach
    void close() throws IOException {
        over.countDown();
        engine.close();
        server.close();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel caller = server.accept();
                Thread.ofVirtual().start(() -> answer(caller));
            }
        } catch (IOException _) {
            // the test is over
        }
    }

    private void answer(SocketChannel accepted) {
        try (SocketChannel caller = accepted) {
            String path = new Scanner(Channels.newInputStream(caller), StandardCharsets.US_ASCII).nextLine().split(" ")[1];
            asked.add(path);
            if (path.contains("stuck")) {
                over.await();
            }
            String settings = "{\"DockerRootDir\":\"%s\"}".formatted(directory);
            caller.write(ByteBuffer.wrap("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                    .formatted(settings.length(), settings).getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException failure) {
            asked.add(failure.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// An engine that hangs over one tenant's containers, many of them, answers for another's; who is not answered is told so in the end.
    @Test
    void callsThatAreNotAnsweredHoldUpNobodyElse() throws Exception {
        try (DockerEngine impatient = new DockerEngine(directory.resolve("engine.sock"), Duration.ofSeconds(20));
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<RuntimeFailure>> stuck = IntStream.range(0, 200).mapToObj(_ -> CompletableFuture.supplyAsync(
                    () -> assertThrows(RuntimeFailure.class,
                            () -> impatient.call("inspect", docker -> docker.inspectContainerCmd("stuck").exec())),
                    callers)).toList();
            Await.until("the calls to be under way", Duration.ofSeconds(15), () -> asked.stream().filter(path -> path.contains("stuck")).count(),
                    calls -> calls == 200);

            CompletableFuture.runAsync(() -> impatient.call("inspect", docker -> docker.inspectContainerCmd("well").exec()), callers).get(15,
                    TimeUnit.SECONDS);

            assertTrue(stuck.stream().noneMatch(CompletableFuture::isDone));
            for (CompletableFuture<RuntimeFailure> each : stuck) {
                each.get(60, TimeUnit.SECONDS);
            }
        }
    }

    private void layerOf(String container) throws IOException {
        Path mount = Files.createDirectories(directory.resolve("image/overlay2/layerdb/mounts").resolve(container));
        Files.writeString(mount.resolve("mount-id"), "layer-of-" + container + "\n");
    }

    @Test
    void whereItsDataIsAnEngineIsAskedOnceAsLongAsItIsTheSame() throws IOException {
        layerOf("one");
        layerOf("other");

        assertEquals(directory.resolve("overlay2/layer-of-one"), engine.layer("one"));
        assertEquals(directory.resolve("overlay2/layer-of-other"), engine.layer("other"));
        assertEquals(List.of("/v1.41/info"), asked);

        engine.connectedAnew();
        engine.layer("one");
        assertEquals(List.of("/v1.41/info", "/v1.41/info"), asked);
    }
}
