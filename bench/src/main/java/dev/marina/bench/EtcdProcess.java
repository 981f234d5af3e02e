package dev.marina.bench;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// An etcd of the benchmark's own, on free ports and a temporary directory.
final class EtcdProcess implements AutoCloseable {

    private final Path directory;
    private final int clientPort = freePort();
    private final Process process;

    EtcdProcess() throws IOException {
        directory = Files.createTempDirectory("marina-bench-etcd-");
        String client = "http://127.0.0.1:" + clientPort;
        String peer = "http://127.0.0.1:" + freePort();
        process = new ProcessBuilder("etcd", "--name=bench", "--data-dir=" + directory.resolve("data"), "--quota-backend-bytes=8589934592",
                "--auto-compaction-mode=revision", "--auto-compaction-retention=10000",
                "--listen-client-urls=" + client, "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer, "--initial-cluster=bench=" + peer)
                .redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
        awaitPort();
    }

    List<String> endpoints() {
        return List.of("http://127.0.0.1:" + clientPort);
    }

    /// Plain puts of 2 kB over and over, by so many at a time: the floor of what is written into it.
    Load.Result puts(int writers) throws InterruptedException {
        ByteSequence value = ByteSequence.from(new byte[2048]);
        try (Client client = Client.builder().endpoints(endpoints().toArray(String[]::new)).build()) {
            KV kv = client.getKVClient();
            return Load.run(writers, 1, 4, (thread, _) -> kv.put(ByteSequence.from(("/raw/" + thread).getBytes(StandardCharsets.UTF_8)), value).get());
        }
    }

    private void awaitPort() {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (Socket _ = new Socket("127.0.0.1", clientPort)) {
                return;
            } catch (IOException _) {
                LockSupport.parkNanos(10_000_000);
            }
        }
        throw new IllegalStateException("etcd does not listen; its log is in " + directory);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (var files = Files.walk(directory)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
