package dev.marina.launcher.process;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;

/// Ends processes that are known by what they are, together with those that they start meanwhile.
final class Ending {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private Ending() {}

    /// Those that would not end are the answer. Who asks, and who started them, are never meant.
    static List<ProcessId> all(LongPredicate wanted) throws InterruptedException {
        Poll.until(PATIENCE, () -> {
            List<ProcessId> left = processes(wanted);
            left.forEach(process -> Linux.signal(process, Linux.SIGKILL));
            return left.isEmpty();
        });
        return processes(wanted);
    }

    private static List<ProcessId> processes(LongPredicate wanted) {
        Set<Long> ourselves = new HashSet<>(List.of(ProcessHandle.current().pid()));
        ProcessHandle.current().parent().ifPresent(parent -> ourselves.add(parent.pid()));
        return ProcessTable.all().stream().filter(ProcessTable.Entry::running).map(ProcessTable.Entry::pid)
                .filter(pid -> !ourselves.contains(pid)).filter(wanted::test)
                .flatMap(pid -> ProcessTable.identify(pid).stream()).toList();
    }
}
