package dev.marina.agent.pod;

/// How far a container's postStart hook has come. A container without one is done.
enum HookState {
    WAITING, RUNNING, FAILED, DONE
}
