package dev.marina.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

import dev.marina.launcher.process.PortHolder;

/// Which of the wanted ports others hold, as sentences with the holder and what to do.
final class PortConflicts {
    /// @param wanted port to the setting that moves it; null for a port that the installation chose itself
    static List<String> of(Map<Integer, String> wanted, IntFunction<Optional<PortHolder>> holders, List<Long> ours, Path portsFile) {
        List<String> conflicts = new ArrayList<>();
        wanted.forEach((port, setting) -> holders.apply(port).filter(holder -> !ours.contains(holder.pid())).ifPresent(holder -> conflicts.add(
                setting == null
                        ? "port %d is in use by %s; it is one of %s: delete that line while Marina is down, and another is chosen".formatted(port, holder,
                                portsFile)
                        : "port %d is in use by %s; stop it, or choose another with %s=…".formatted(port, holder, setting))));
        return conflicts;
    }

    private PortConflicts() {}
}
