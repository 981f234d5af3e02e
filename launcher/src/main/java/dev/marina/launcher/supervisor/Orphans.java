package dev.marina.launcher.supervisor;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

import dev.marina.launcher.process.Linux;
import dev.marina.launcher.process.ProcessTable;

/// As subreaper the supervisor inherits every orphan below it, such as the shims of a dead container engine. Java only reaps what it
/// started itself, so the others are reaped here, on their second sight: by then Java has had its turn.
final class Orphans {
    private Set<Long> seen = Set.of();

    void reap() {
        long self = ProcessHandle.current().pid();
        Set<Long> zombies = ProcessTable.all().stream().filter(entry -> entry.parent() == self && !entry.running())
                .map(ProcessTable.Entry::pid).collect(Collectors.toSet());
        Set<Long> old = new HashSet<>(zombies);
        old.retainAll(seen);
        old.forEach(Linux::reap);
        zombies.removeAll(old);
        seen = zombies;
    }
}
