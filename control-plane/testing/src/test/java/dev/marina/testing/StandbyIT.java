package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.net.FreePorts;
import dev.marina.store.etcd.EtcdProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two control planes, processes over one etcd: one serves, the other waits, and takes its place when it is killed.
class StandbyIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    /// The lease and its margin, and what a process has to do then on a machine with much to do.
    private static final Duration TAKEN_OVER = Duration.ofSeconds(15);

    @TempDir
    private Path home;

    private EtcdProcess etcd;
    private One first;
    private One second;

    private final class One {
        private final int[] ports;
        private final String name;
        private Process process;

        One(String name) throws IOException {
            this.name = name;
            this.ports = FreePorts.different(4);
        }

        void start() throws IOException {
            Path config = home.resolve(name + ".yaml");
            Files.writeString(config, """
                    instance: test
                    home: %s
                    process-id: %s
                    api-port: 6443
                    agent-port: 6444
                    proxy-port: 6445
                    internal-port: %d
                    standby-api-port: %d
                    standby-agent-port: %d
                    standby-proxy-port: %d
                    etcd-endpoints: %s
                    """.formatted(home, name, ports[0], ports[1], ports[2], ports[3], etcd.endpoints().getFirst()));
            process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                    "-Xmx400m", "-cp", System.getProperty("java.class.path"), "dev.marina.controlplane.ControlPlaneMain", "--config=" + config)
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve(name + ".log").toFile())).start();
        }

        /// kill -9.
        void kill() throws InterruptedException {
            process.destroyForcibly();
            assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        }

        private int status(String path) {
            try {
                return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports[0] + path)).timeout(Duration.ofSeconds(5))
                        .build(), HttpResponse.BodyHandlers.discarding()).statusCode();
            } catch (IOException _) {
                return 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        boolean leads() {
            return status("/leads") == 200;
        }

        boolean healthy() {
            return status("/healthz") == 200;
        }
    }

    @BeforeEach
    void start() throws IOException {
        etcd = new EtcdProcess();
        first = new One("one");
        second = new One("two");
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (One one : new One[] {first, second}) {
            if (one.process != null) {
                one.kill();
            }
        }
        etcd.close();
    }

    @Test
    void whoWaitsTakesThePlaceOfWhoeverIsKilledAndThatOneWaitsThen() throws Exception {
        first.start();
        Await.within(SOON, "the first leads", first::leads);
        second.start();
        Await.within(SOON, "the second is well", second::healthy);
        assertFalse(second.leads());

        first.kill();
        long killed = System.nanoTime();
        Await.within(TAKEN_OVER, "the second leads", second::leads);
        System.out.printf("taken over after %.1f s%n", (System.nanoTime() - killed) / 1e9);

        first.start();
        Await.within(SOON, "the first is well again", first::healthy);
        assertFalse(first.leads());
        assertTrue(second.leads());
    }
}
