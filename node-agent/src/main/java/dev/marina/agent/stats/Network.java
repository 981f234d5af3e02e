package dev.marina.agent.stats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What has passed the interfaces of a network namespace, but for the one that leads back to itself.
record Network(List<Interface> interfaces) {

    private static final Path PROCESSES = Path.of("/proc");
    private static final String DEFAULT = "eth0";

    private static final int HEADINGS = 2;
    /// A container may make as many as it likes, and all that is said of them is kept for who asks.
    private static final int MOST_INTERFACES = 32;

    record Interface(String name, Way received, Way sent) {}

    record Way(long bytes, long packets, long errors, long dropped) {}

    /// Of the namespace in which the first process of a container lives; empty when it has ended.
    static Optional<Network> of(long pid, String container) {
        Path process = PROCESSES.resolve(Long.toString(pid));
        try {
            Network network;
            try (Stream<String> lines = Files.lines(process.resolve("net/dev"))) {
                network = parse(lines.limit(HEADINGS + MOST_INTERFACES).toList());
            }
            // Afterwards: as long as the container's group has a process of this number, it was the container's own that was read.
            return Files.readAllLines(process.resolve("cgroup")).stream().anyMatch(line -> line.endsWith(container)) ? Optional.of(network) : Optional.empty();
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    /// The form of `/proc/net/dev`: two lines of headings, then a line for each interface.
    static Network parse(List<String> lines) {
        return new Network(lines.stream().skip(HEADINGS).map(Network::parse).filter(each -> !each.name.equals("lo")).toList());
    }

    private static Interface parse(String line) {
        int colon = line.lastIndexOf(':');
        String[] numbers = line.substring(colon + 1).strip().split("\\s+");
        return new Interface(line.substring(0, colon).strip(), way(numbers, 0), way(numbers, 8));
    }

    private static Way way(String[] numbers, int from) {
        return new Way(Long.parseLong(numbers[from]), Long.parseLong(numbers[from + 1]), Long.parseLong(numbers[from + 2]), Long.parseLong(numbers[from + 3]));
    }

    /// The one that is meant where only one is.
    Optional<Interface> main() {
        return interfaces.stream().filter(each -> each.name.equals(DEFAULT)).findFirst();
    }
}
