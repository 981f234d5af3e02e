package dev.marina.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `BenchMain NAME [CASE…] [--json]`: runs one benchmark; a table for people, with `--json` the last line is one object.
public final class BenchMain {

    private static final Map<String, Benchmark> ALL = new TreeMap<>(
            Map.of("api", new ApiBenchmark(), "learn", new LearnBenchmark(), "network", new NetworkBenchmark(), "store", new StoreBenchmark(), "tenants",
                    new TenantsBenchmark(), "workloads",
                    new WorkloadsBenchmark(), "writes", new WritesBenchmark()));

    private BenchMain() {}

    public static void main(String[] arguments) throws Exception {
        List<String> names = Arrays.stream(arguments).filter(argument -> !argument.startsWith("--")).toList();
        if (names.isEmpty() || !ALL.containsKey(names.getFirst())) {
            System.err.println("Name one benchmark: " + String.join(", ", ALL.keySet()));
            System.exit(2);
        }
        Benchmark benchmark = ALL.get(names.getFirst());
        if (names.size() > 1) {
            try {
                benchmark = benchmark.only(names.subList(1, names.size()));
            } catch (IllegalArgumentException e) {
                System.err.println(e.getMessage());
                System.exit(2);
            }
        }
        Figures figures = benchmark.run(System.err::println);
        System.out.println(figures.table());
        if (Arrays.asList(arguments).contains("--json")) {
            System.out.println(figures.json());
        }
        System.exit(0);
    }
}
