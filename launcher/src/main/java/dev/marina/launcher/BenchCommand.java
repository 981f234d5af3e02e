package dev.marina.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import dev.marina.launcher.build.Maven;
import dev.marina.launcher.build.Prerequisites;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.supervisor.LogTail;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Builds the benchmarks and hands over to them; each starts what it measures.
@Command(name = "bench", description = "A benchmark: a table for people; with --json the last line is one object.", mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "0..1", description = "tenants or store; without it, their list")
    private String name;

    @Option(names = "--json", description = "The last line is one JSON object with the figures.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Prerequisites.ensure(Prerequisites.TO_BENCH, System.err::println);
        Layout layout = Layout.ofEnvironment();
        Path bench = layout.root().resolve("bench");
        Files.createDirectories(bench.resolve("target"));
        Path log = bench.resolve("target/build.log");
        System.err.println("Building the benchmarks");
        if (new Maven(layout.root()).run(ProcessBuilder.Redirect.to(log.toFile()), List.of("-q", "-pl", "bench", "-am", "-DskipTests", "package")) != 0) {
            throw new Complaint("the build failed; its last lines (all are in %s):\n%s".formatted(log, String.join("\n", LogTail.last(log, 30))));
        }
        if (!Files.isDirectory(bench.resolve("target/classes/dev/marina/bench"))) {
            throw new Complaint("there are no benchmarks in " + bench);
        }
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx4g", "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED", "-cp", bench.resolve("target/classes") + ":" + bench.resolve("target/lib") + "/*", "dev.marina.bench.BenchMain"));
        if (name != null) {
            command.add(name);
        }
        if (json) {
            command.add("--json");
        }
        return new ProcessBuilder(command).inheritIO().directory(layout.root().toFile()).start().waitFor();
    }
}
