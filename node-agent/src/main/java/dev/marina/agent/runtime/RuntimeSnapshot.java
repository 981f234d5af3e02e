package dev.marina.agent.runtime;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Sandboxes and containers at one moment; newest first in both lists.
public record RuntimeSnapshot(List<SandboxState> sandboxes, List<ContainerState> containers) {

    public static final RuntimeSnapshot EMPTY = new RuntimeSnapshot(List.of(), List.of());

    public RuntimeSnapshot {
        sandboxes = sandboxes.stream().sorted(Comparator.comparingInt(SandboxState::attempt).reversed()).toList();
        containers = containers.stream().sorted(Comparator.comparingInt(ContainerState::restartCount)
                .thenComparing(ContainerState::created).reversed()).toList();
    }

    public RuntimeSnapshot of(String podUid) {
        return new RuntimeSnapshot(sandboxes.stream().filter(s -> s.pod().uid().equals(podUid)).toList(),
                containers.stream().filter(c -> c.pod().uid().equals(podUid)).toList());
    }

    public Optional<SandboxState> runningSandbox() {
        return sandboxes.stream().filter(SandboxState::running).findFirst();
    }

    /// The newest attempt of the container with this name.
    public Optional<ContainerState> newest(String name) {
        return containers.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /// The newest attempt but one.
    public Optional<ContainerState> previous(String name) {
        return containers.stream().filter(c -> c.name().equals(name)).skip(1).findFirst();
    }

    public boolean empty() {
        return sandboxes.isEmpty() && containers.isEmpty();
    }
}
