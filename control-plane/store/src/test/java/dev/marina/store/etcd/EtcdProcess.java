package dev.marina.store.etcd;

import dev.marina.api.net.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Debian's etcd on free ports and a temporary directory, for tests; can be killed and started again on its data.
public final class EtcdProcess implements AutoCloseable {

    private final Path directory;
    private final int clientPort;
    private final int peerPort;
    private Process process;

    private final Optional<Certificates> certificates;

    public EtcdProcess() {
        this(Optional.empty());
    }

    /// @param certificates with which it speaks TLS, and asks its clients for theirs
    public EtcdProcess(Optional<Certificates> certificates) {
        this.certificates = certificates;
        try {
            int[] ports = FreePorts.different(2);
            clientPort = ports[0];
            peerPort = ports[1];
            directory = Files.createTempDirectory("marina-etcd-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    public List<String> endpoints() {
        return List.of((certificates.isPresent() ? "https" : "http") + "://127.0.0.1:" + clientPort);
    }

    public void start() {
        String client = endpoints().getFirst();
        String peer = "http://127.0.0.1:" + peerPort;
        try {
            List<String> command = new ArrayList<>(List.of("etcd", "--name=test", "--data-dir=" + directory.resolve("data"),
                    "--listen-client-urls=" + client, "--advertise-client-urls=" + client,
                    "--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer, "--initial-cluster=test=" + peer));
            certificates.ifPresent(files -> command.addAll(List.of("--client-cert-auth", "--trusted-ca-file=" + files.ca(),
                    "--cert-file=" + files.certificate("server"), "--key-file=" + files.key("server"))));
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException("etcd cannot be started; Debian's etcd-server has it", e);
        }
        awaitPort();
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

    /// kill -9.
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// SIGSTOP and SIGCONT: it keeps its connections and answers nothing.
    public void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
        try (var files = Files.walk(directory)) {
            for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
