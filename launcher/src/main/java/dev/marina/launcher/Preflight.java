package dev.marina.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Whether this machine can carry an installation, before anything is built or installed on it.
///
/// @param architecture as Java names it
/// @param capabilities the bits of the effective capabilities
record Preflight(String architecture, boolean root, long capabilities, long memoryBytes) {
    /// What the agent needs and a container seldom gives its root, by the bit's number.
    private static final Map<Integer, String> NEEDED = Map.of(12, "CAP_NET_ADMIN", 19, "CAP_SYS_PTRACE", 21, "CAP_SYS_ADMIN");
    private static final long MEMORY_BYTES = 3L << 30;

    static Preflight ofMachine() throws IOException {
        return new Preflight(System.getProperty("os.arch"), dev.marina.launcher.process.Linux.root(),
                capabilities(Files.readAllLines(Path.of("/proc/self/status"))),
                memory(Files.readAllLines(Path.of("/proc/meminfo"))));
    }

    /// Everything that is missing, at once.
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        if (!architecture.equals("amd64")) {
            complaints.add("this machine is %s; PostgreSQL's binaries are for amd64 only".formatted(architecture));
        }
        if (!root) {
            complaints.add(
                    "`up` needs root, for network namespaces, mounts and containers. Try: sudo --preserve-env=MARINA_HOME,MARINA_JAVA_HOME,JAVA_HOME ./marina up");
        } else {
            String missing = NEEDED.entrySet().stream().filter(needed -> (capabilities >> needed.getKey() & 1) == 0).map(Map.Entry::getValue).sorted()
                    .collect(Collectors.joining(", "));
            if (!missing.isEmpty()) {
                complaints
                        .add("root has no %s here, as in most containers; network namespaces and mounts need it. With Docker: --privileged".formatted(missing));
            }
        }
        if (memoryBytes < MEMORY_BYTES) {
            complaints.add(
                    "this machine has %d MiB of memory; everything together needs %d, and pods need more".formatted(memoryBytes >> 20, MEMORY_BYTES >> 20));
        }
        return complaints;
    }

    /// @param status lines of `/proc/<pid>/status`
    static long capabilities(List<String> status) {
        return status.stream().filter(line -> line.startsWith("CapEff:")).map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16)).findFirst()
                .orElse(0L);
    }

    /// @param meminfo lines of `/proc/meminfo`
    static long memory(List<String> meminfo) {
        return meminfo.stream().filter(line -> line.startsWith("MemTotal:")).map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10).findFirst()
                .orElse(0L);
    }
}
