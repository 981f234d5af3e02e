package dev.marina.bench;

import java.util.function.Consumer;

/// One benchmark. Leaves nothing running.
interface Benchmark {

    /// @param progress what it is doing, for people
    Figures run(Consumer<String> progress) throws Exception;
}
