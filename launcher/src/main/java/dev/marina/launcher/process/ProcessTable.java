package dev.marina.launcher.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `/proc`, as far as supervising needs it.
public final class ProcessTable {
    private static final Path PROC = Path.of("/proc");
    private static final String BOOT = boot();

    /// One line of `/proc/<pid>/stat`.
    public record Entry(long pid, char state, long parent, long startTicks) {
        /// A zombie runs nothing any more, though it still has its number.
        public boolean running() {
            return state != 'Z' && state != 'X';
        }

        /// The command is in brackets and may itself hold brackets and blanks, so the fields count from the last one.
        static Entry parse(String stat) {
            long pid = Long.parseLong(stat.substring(0, stat.indexOf(' ')));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ");
            return new Entry(pid, fields[0].charAt(0), Long.parseLong(fields[1]), Long.parseLong(fields[19]));
        }
    }

    /// Empty: there is no such process, not even a zombie.
    public static Optional<Entry> find(long pid) {
        try {
            return Optional.of(Entry.parse(Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            // It ended between any two looks at it; which of the several errors says so does not matter.
            return Optional.empty();
        }
    }

    public static List<Entry> all() {
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.map(path -> path.getFileName().toString()).filter(name -> name.chars().allMatch(Character::isDigit))
                    .flatMap(name -> find(Long.parseLong(name)).stream()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Empty: it has ended already.
    public static Optional<ProcessId> identify(long pid) {
        return find(pid).filter(Entry::running).map(entry -> new ProcessId(pid, entry.startTicks(), BOOT));
    }

    public static boolean alive(ProcessId process) {
        return process.boot().equals(BOOT)
                && find(process.pid()).filter(Entry::running).filter(entry -> entry.startTicks() == process.startTicks()).isPresent();
    }

    /// The command line, blanks between its words; empty for kernel threads and for the dead.
    public static String command(long pid) {
        try {
            return Files.readString(PROC.resolve(Long.toString(pid)).resolve("cmdline"), StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
        } catch (IOException e) {
            return "";
        }
    }

    /// As whom it runs; empty for the dead.
    static Optional<Integer> user(long pid) {
        try {
            return Files.readAllLines(PROC.resolve(Long.toString(pid)).resolve("status"), StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.startsWith("Uid:")).map(line -> Integer.parseInt(line.strip().split("\\s+")[1])).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Whether that is the process's working directory.
    public static boolean worksIn(long pid, Path directory) {
        try {
            return Files.readSymbolicLink(PROC.resolve(Long.toString(pid)).resolve("cwd")).equals(directory);
        } catch (IOException e) {
            return false;
        }
    }

    private static String boot() {
        try {
            return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessTable() {}
}
