package dev.marina.agent.runtime;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// How many containers of a node have ended since its agent began, and how. Any thread may call.
public final class Terminations {

    /// @param reason as the API is told it
    public record Ending(ContainerKind kind, int exitCode, String reason) {}

    public record Count(Ending ending, long times) {}

    private final Map<Ending, LongAdder> counts = new ConcurrentHashMap<>();

    public void count(Ending ending) {
        counts.computeIfAbsent(ending, _ -> new LongAdder()).increment();
    }

    /// In an order that stays.
    public List<Count> counts() {
        return counts.entrySet().stream().map(each -> new Count(each.getKey(), each.getValue().sum()))
                .sorted(Comparator.<Count, ContainerKind>comparing(each -> each.ending.kind).thenComparing(each -> each.ending.exitCode)
                        .thenComparing(each -> each.ending.reason))
                .toList();
    }
}
