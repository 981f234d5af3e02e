package dev.marina.agent.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/// What all nodes of this machine have in common.
///
/// @param runtime such as `docker://20.10.24`
/// @param mapsIds whether every container there is in a user namespace
public record MachineFacts(String runtime, boolean mapsIds, String kernel, String osImage, String bootId, int cpus, long memoryBytes) {

    /// The same machine's, of a node that has another runtime.
    public MachineFacts with(String other, boolean maps) {
        return new MachineFacts(other, maps, kernel, osImage, bootId, cpus, memoryBytes);
    }

    public static MachineFacts read(String runtime) {
        return new MachineFacts(runtime, true, System.getProperty("os.version"), readOsImage(), readBootId(), Runtime.getRuntime().availableProcessors(),
                memory());
    }

    private static String readOsImage() {
        try {
            return Files.readAllLines(Path.of("/etc/os-release")).stream().filter(line -> line.startsWith("PRETTY_NAME="))
                    .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", "")).findFirst().orElse("Linux");
        } catch (IOException _) {
            return "Linux";
        }
    }

    private static String readBootId() {
        try {
            // Not by Files.readString, which gets the first letter only of a setting of the kernel.
            return Files.readAllLines(Path.of("/proc/sys/kernel/random/boot_id")).getFirst();
        } catch (IOException _) {
            return new UUID(0, 0).toString();
        }
    }

    private static long memory() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream().filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).findFirst().orElse(0);
        } catch (IOException _) {
            return 0;
        }
    }
}
