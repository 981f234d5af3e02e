package dev.marina.apiserver.flowcontrol;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Tables of what goes on in a cluster's levels, as upstream's debugging endpoints print them.
/// https://kubernetes.io/docs/reference/debug-cluster/flow-control/
final class FlowDump {

    private static final String PREFIX = "/debug/api_priority_and_fairness/";

    private FlowDump() {}

    /// Empty for a path of no table.
    static Optional<String> text(String path, Map<String, Level> levels) {
        Map<String, Level> sorted = new TreeMap<>(levels);
        return switch (path) {
            case PREFIX + "dump_priority_levels" -> Optional.of(table(Stream.concat(Stream.of(List.of("PriorityLevelName", "ActiveQueues", "IsIdle",
                    "IsQuiescing", "WaitingRequests", "ExecutingRequests", "DispatchedRequests", "RejectedRequests", "TimedoutRequests",
                    "CancelledRequests")), sorted.entrySet().stream().map(entry -> level(entry.getKey(), entry.getValue().seats.state())))));
            case PREFIX + "dump_queues" -> Optional.of(table(Stream.concat(Stream.of(List.of("PriorityLevelName", "Index", "PendingRequests",
                    "ExecutingRequests", "SeatsInUse", "NextDispatchR", "MaxSeatsSum", "TotalWorkSum")),
                    sorted.entrySet().stream().flatMap(entry -> entry.getValue().seats.state().queues().stream().map(queue -> queue(entry.getKey(), queue))))));
            default -> Optional.empty();
        };
    }

    private static List<?> level(String name, QueueSet.State state) {
        return List.of(name, state.queues().stream().filter(queue -> queue.waiting() > 0).count(), state.idle(), false, state.waiting(), state.served(),
                state.dispatched(), state.refused(), state.timedOut(), state.timedOut());
    }

    private static List<?> queue(String level, QueueSet.QueueState queue) {
        return List.of(level, queue.index(), queue.waiting(), queue.served(), queue.seatsInUse(), seconds(queue.start()), queue.seatsWaiting(),
                seconds(queue.work()));
    }

    private static String seconds(double seatSeconds) {
        return String.format(Locale.ROOT, "%.8fss", seatSeconds);
    }

    private static String table(Stream<List<?>> rows) {
        return rows.map(row -> row.stream().map(String::valueOf).collect(Collectors.joining(", "))).collect(Collectors.joining("\n", "", "\n"));
    }
}
