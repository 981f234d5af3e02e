package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The builder's side of the way to the commands' container.
class RunnerTest {

    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private CompletableFuture<String> answers(String words) {
        return CompletableFuture.supplyAsync(() -> {
            try (Socket client = server.accept()) {
                String asked = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                client.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
                return asked;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private Runner runner() {
        return new Runner((InetSocketAddress) server.getLocalSocketAddress());
    }

    @Test
    void aScriptAndWhatItReadsGoAndWordsComeBack() throws Exception {
        CompletableFuture<String> asked = answers("w=ords=007");
        ByteArrayOutputStream words = new ByteArrayOutputStream();

        int code = runner().run("echo \u00fc", new ByteArrayInputStream("body".getBytes(StandardCharsets.UTF_8)), words);

        assertEquals(7, code);
        assertEquals("w=ords", words.toString(StandardCharsets.UTF_8));
        assertEquals("7\necho \u00fcbody", asked.get());
    }

    @Test
    void whoGoesWithoutAWordHasEnded() {
        for (String words : new String[] {"", "=0", "words", "words=0x0"}) {
            answers(words);

            assertTrue(assertThrows(BuildFailure.class, () -> runner().ask("x"), words).getMessage().contains("has ended"));
        }
    }

    @Test
    void whoAnswersForEverIsNotListenedTo() {
        CompletableFuture.runAsync(() -> {
            try (Socket client = server.accept()) {
                byte[] many = new byte[1 << 20];
                while (true) {
                    client.getOutputStream().write(many);
                }
            } catch (IOException _) {
                // The builder has gone, as it should.
            }
        });

        assertTrue(assertThrows(BuildFailure.class, () -> runner().ask("x")).getMessage().contains("more files than a build may make"));
    }

    @Test
    void aTextIsOneWordOfTheShells() throws Exception {
        String odd = "it's $(id) `id` \"x\" \\ \n*";
        Process shell = new ProcessBuilder("sh", "-c", "printf %s " + Runner.quoted(odd)).start();

        assertEquals(odd, new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
}
