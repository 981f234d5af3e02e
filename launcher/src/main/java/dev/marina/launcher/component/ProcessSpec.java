package dev.marina.launcher.component;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.marina.launcher.account.Privileges;

/// How a process is started, completely: nothing of the launcher's own environment leaks into it but what stands here.
///
/// @param inputs contents of files that the process reads only when it starts; they count into the fingerprint
public record ProcessSpec(Privileges privileges, List<String> command, Map<String, String> environment, Path directory, List<String> inputs) {
    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        inputs = List.copyOf(inputs);
    }

    /// Equal for equal starts. A running process with another fingerprint is one that `up` replaces.
    public String fingerprint() {
        String everything = privileges + "\n" + command + "\n" + new TreeMap<>(environment) + "\n" + directory + "\n" + inputs;
        return Hash.of(everything);
    }

    @Override
    public String toString() {
        return "ProcessSpec" + command;
    }
}
