package dev.marina.bench;

import java.util.List;
import java.util.function.Consumer;

/// One benchmark. Leaves nothing running.
interface Benchmark {

    /// @param progress what it is doing, for people
    Figures run(Consumer<String> progress) throws Exception;

    /// The same with some of its cases alone. Throws [IllegalArgumentException] for one that is none.
    default Benchmark only(List<String> wanted) {
        throw new IllegalArgumentException("This benchmark has no cases to choose from");
    }

    /// The wanted ones, or who may be wanted is said.
    static List<String> among(List<String> cases, List<String> wanted) {
        List<String> unknown = wanted.stream().filter(each -> !cases.contains(each)).toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("There is no case %s; there are %s".formatted(unknown.getFirst(), String.join(", ", cases)));
        }
        return wanted;
    }
}
