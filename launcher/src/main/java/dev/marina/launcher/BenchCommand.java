package dev.marina.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import dev.marina.launcher.build.ModuleRun;
import dev.marina.launcher.build.Prerequisites;
import dev.marina.launcher.instance.Layout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Builds the benchmarks and hands over to them; each starts what it measures.
@Command(name = "bench", description = "A benchmark: a table for people; with --json the last line is one object.", mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", index = "0", arity = "0..1", description = "learn, tenants, store or another; without it, their list")
    private String name;

    @Parameters(paramLabel = "CASE", index = "1..*", description = "of workloads: some of its cases alone")
    private List<String> cases = List.of();

    @Option(names = "--json", description = "The last line is one JSON object with the figures.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Prerequisites.ensure(Prerequisites.TO_BENCH, System.err::println);
        Layout layout = Layout.ofEnvironment();
        ModuleRun bench = new ModuleRun(layout, "bench", "dev.marina.bench.BenchMain");
        System.err.println("Building the benchmarks");
        bench.build();
        List<String> arguments = new ArrayList<>();
        if (name != null) {
            arguments.add(name);
            arguments.addAll(cases);
        }
        if (json) {
            arguments.add("--json");
        }
        return bench.run(List.of("-Xmx4g"), arguments);
    }
}
