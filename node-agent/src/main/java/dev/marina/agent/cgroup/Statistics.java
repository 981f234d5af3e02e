package dev.marina.agent.cgroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// A file of the kernel's with a name and a number in each line.
record Statistics(Map<String, Long> byName) {

    static Statistics read(Path file) {
        Map<String, Long> byName = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                int space = line.indexOf(' ');
                byName.put(line.substring(0, space), Long.parseLong(line, space + 1, line.length(), 10));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + file, failure);
        }
        return new Statistics(byName);
    }

    /// 0 for what this kernel does not count.
    long of(String name) {
        return byName.getOrDefault(name, 0L);
    }
}
