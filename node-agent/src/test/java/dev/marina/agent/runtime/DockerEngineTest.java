package dev.marina.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerEngineTest {

    @TempDir
    Path directory;

    /// Paths that were asked for.
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private ServerSocketChannel server;
    private DockerEngine engine;

    @BeforeEach
    void anEngineAnswersWhereItsDataIs() throws IOException {
        Path socket = directory.resolve("engine.sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::answer);
        engine = new DockerEngine(socket);
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
        server.close();
    }

    private void answer() {
        while (true) {
            try (SocketChannel caller = server.accept()) {
                asked.add(new Scanner(Channels.newInputStream(caller), StandardCharsets.US_ASCII).nextLine().split(" ")[1]);
                String settings = "{\"DockerRootDir\":\"%s\"}".formatted(directory);
                caller.write(ByteBuffer.wrap("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                        .formatted(settings.length(), settings).getBytes(StandardCharsets.US_ASCII)));
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException failure) {
                asked.add(failure.toString());
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
