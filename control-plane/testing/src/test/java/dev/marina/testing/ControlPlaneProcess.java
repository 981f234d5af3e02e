package dev.marina.testing;

import dev.marina.api.net.FreePorts;
import dev.marina.store.etcd.EtcdProcess;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A control plane in a process of its own over an etcd of its own, which can be killed and started again on what is there.
final class ControlPlaneProcess implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(90);

    private final EtcdProcess etcd = new EtcdProcess();
    private final Path home;
    private final Path config;
    private final Path log;
    private Process process;

    ControlPlaneProcess(Path home) {
        this(home, Optional.empty());
    }

    /// @param labs directory of the installation's labs
    ControlPlaneProcess(Path home, Optional<Path> labs) {
        this.home = home;
        this.config = home.resolve("control-plane.yaml");
        this.log = home.resolve("control-plane.log");
        try {
            int[] ports = FreePorts.different(4);
            Files.writeString(config, """
                    instance: test
                    home: %s
                    api-bind: 127.0.0.1
                    api-port: %d
                    internal-port: %d
                    agent-port: %d
                    proxy-port: %d
                    etcd-endpoints: %s
                    """.formatted(home, ports[0], ports[1], ports[2], ports[3], etcd.endpoints().getFirst())
                    + labs.map("labs-directory: %s\n"::formatted).orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    /// Returns when it answers.
    void start() {
        try {
            process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                    "-Xmx400m", "-cp", System.getProperty("java.class.path"), "dev.marina.controlplane.ControlPlaneMain", "--config=" + config)
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long end = System.nanoTime() + SOON.toNanos();
        while (!answers()) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new IllegalStateException("the control plane does not answer: " + said());
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    private boolean answers() {
        if (!Files.exists(home.resolve("pki/admin.kubeconfig"))) {
            return false;
        }
        try (KubernetesClient client = client()) {
            return client.namespaces().withName("default").get() != null;
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// kill -9.
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// With all rights in the management cluster, which is a cluster as any other.
    KubernetesClient client() {
        try {
            Config admin = Config.fromKubeconfig(Files.readString(home.resolve("pki/admin.kubeconfig")));
            return new KubernetesClientBuilder().withConfig(new ConfigBuilder(admin).withRequestRetryBackoffLimit(0).build()).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
        etcd.close();
    }
}
