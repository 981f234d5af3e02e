package dev.marina.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `BenchMain NAME [--json]`: runs one benchmark; a table for people, with `--json` the last line is one object.
public final class BenchMain {

    private static final Map<String, Benchmark> ALL = new TreeMap<>(
            Map.of("api", new ApiBenchmark(), "learn", new LearnBenchmark(), "store", new StoreBenchmark(), "tenants", new TenantsBenchmark(), "workloads",
                    new WorkloadsBenchmark(), "writes", new WritesBenchmark()));

    private BenchMain() {}

    public static void main(String[] arguments) throws Exception {
        List<String> names = Arrays.stream(arguments).filter(argument -> !argument.startsWith("--")).toList();
        if (names.size() != 1 || !ALL.containsKey(names.getFirst())) {
            System.err.println("Name one benchmark: " + String.join(", ", ALL.keySet()));
            System.exit(2);
        }
        Figures figures = ALL.get(names.getFirst()).run(System.err::println);
        System.out.println(figures.table());
        if (Arrays.asList(arguments).contains("--json")) {
            System.out.println(figures.json());
        }
        System.exit(0);
    }
}
