package dev.marina.launcher.component;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import dev.marina.launcher.process.Command;

/// Limits of the kernel that all containers share because one process has started them: to it, they are uses of that process' own. POSIX
/// message queues and waiting signals, timers among them, are counted so; whoever takes them all leaves none to other tenants. Where the
/// machine's root may raise them (`CAP_SYS_RESOURCE`), what starts containers has none, and each container its own instead, as if it were
/// alone; the memory that they take is charged to its node.
///
/// @param raised whether this machine allows it
record EngineLimits(boolean raised) {
    private static final List<String> UNLIMITED = List.of("prlimit", "--msgqueue=unlimited:unlimited", "--sigpending=unlimited:unlimited");

    static EngineLimits ofMachine() throws IOException, InterruptedException {
        return new EngineLimits(Command.of(Stream.concat(UNLIMITED.stream(), Stream.of("true")).toList()).run().succeeded());
    }

    /// What stands before the command that starts containers.
    List<String> enter() {
        return raised ? UNLIMITED : List.of();
    }

    /// What the engine is told: for each container, what the kernel gives to a user.
    List<String> options() {
        return raised ? List.of("--default-ulimit=msgqueue=819200:819200", "--default-ulimit=sigpending=65536:65536") : List.of();
    }
}
