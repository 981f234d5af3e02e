package dev.marina.launcher.component;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.marina.launcher.process.Command;

/// Debian's command line client, on an engine of ours.
public record Docker(Path socket) {
    public Command command(String... arguments) {
        List<String> words = new ArrayList<>(List.of("docker", "--host", "unix://" + socket));
        words.addAll(List.of(arguments));
        return Command.of(words);
    }
}
