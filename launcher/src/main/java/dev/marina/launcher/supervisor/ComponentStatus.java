package dev.marina.launcher.supervisor;

/// One line of `./marina status`.
///
/// @param state `running`, or what is wrong
/// @param pid 0 if there is no process of ours
public record ComponentStatus(String name, String state, String address, String version, long pid, int restarts) {
    public static final String RUNNING = "running";

    /// Its program does not exist, so it is not waited for.
    public static final String ABSENT = "absent: ";

    public boolean absent() {
        return state.startsWith(ABSENT);
    }

    public boolean running() {
        return state.equals(RUNNING);
    }
}
