package dev.marina.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A [ServedCluster] that runs, and what it costs.
final class ServerProcess implements AutoCloseable, WarmUp.Meter {

    private final Process process;
    private final BufferedReader says;
    private final Writer ask;

    private ServerProcess(Process process) {
        this.process = process;
        this.says = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.ask = process.outputWriter(StandardCharsets.UTF_8);
    }

    /// Returns when it serves.
    ///
    /// @param log where it writes what it logs
    static ServerProcess start(Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1500m",
                "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                ServedCluster.class.getName()));
        command.addAll(List.of(arguments));
        ServerProcess started = new ServerProcess(new ProcessBuilder(command).redirectError(log.toFile()).start());
        started.line();
        return started;
    }

    private String line() throws IOException {
        String line = says.readLine();
        if (line == null) {
            throw new IllegalStateException("the server has ended; its log says why");
        }
        return line;
    }

    @Override
    public double processor() {
        return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    /// What it needs after a collection.
    long heapBytes() throws IOException {
        return asked("heap");
    }

    @Override
    public double compiling() throws IOException {
        return asked(ServedCluster.COMPILING) / 1e3;
    }

    /// How many clusters the tenant has; afterwards one may be connected with them.
    long clusters() throws IOException {
        return asked(ServedCluster.CLUSTERS);
    }

    private long asked(String line) throws IOException {
        ask.write(line + "\n");
        ask.flush();
        return Long.parseLong(line());
    }

    @Override
    public void close() throws IOException {
        ask.close();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
