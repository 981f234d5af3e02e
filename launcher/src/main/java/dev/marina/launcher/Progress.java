package dev.marina.launcher;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.marina.launcher.supervisor.ComponentStatus;

/// Tells a waiting person what is happening: one line per change, also readable in a file.
public final class Progress {
    private final PrintStream out;
    private final long start = System.nanoTime();
    private final Map<String, String> shown = new HashMap<>();

    public Progress(PrintStream out) {
        this.out = out;
    }

    public void line(String text) {
        out.printf("%6.1f s  %s%n", (System.nanoTime() - start) / 1e9, text);
        out.flush();
    }

    void show(List<ComponentStatus> components) {
        for (ComponentStatus component : components) {
            String state = brief(component.state());
            if (!state.equals(shown.put(component.name(), state))) {
                line("%-14s %s".formatted(component.name(), state));
            }
        }
    }

    /// While something starts, the reason why it does not answer yet changes all the time and helps nobody.
    private static String brief(String state) {
        boolean connecting = state.startsWith("starting: no answer") || state.startsWith("starting: nobody listens") || state.startsWith("starting: Connection")
                || state.startsWith("starting: /health");
        return connecting ? "starting" : state;
    }
}
