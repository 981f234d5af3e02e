package dev.marina.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A control plane's home for one benchmark; goes with it.
record BenchHome(Path directory) implements AutoCloseable {

    static BenchHome create() throws IOException {
        return new BenchHome(Files.createTempDirectory("marina-bench-home-"));
    }

    /// The file with the settings of a control plane in it.
    ///
    /// @param home this one's directory or one below it
    /// @param sleepAfterSeconds when clusters sleep; 0 for never
    static Path configuration(Path home, int apiPort, EtcdProcess etcd, int sleepAfterSeconds) throws IOException {
        return Files.writeString(home.resolve("control-plane.yaml"), """
                instance: bench
                home: %s
                api-bind: 127.0.0.1
                api-port: %d
                internal-port: %d
                agent-port: %d
                proxy-port: %d
                etcd-endpoints: [%s]
                sleep-after-seconds: %d
                """.formatted(home, apiPort, EtcdProcess.freePort(), EtcdProcess.freePort(), EtcdProcess.freePort(), etcd.endpoints().getFirst(),
                sleepAfterSeconds));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
    }
}
