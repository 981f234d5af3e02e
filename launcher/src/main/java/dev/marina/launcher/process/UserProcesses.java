package dev.marina.launcher.process;

import java.util.List;

/// Whatever runs as one of an installation's own users: also what somebody started who was killed before he could end it.
public record UserProcesses(int user) {

    /// Those that would not end are the answer.
    public List<ProcessId> end() throws InterruptedException {
        return Ending.all(pid -> ProcessTable.user(pid).filter(owner -> owner == user).isPresent());
    }
}
