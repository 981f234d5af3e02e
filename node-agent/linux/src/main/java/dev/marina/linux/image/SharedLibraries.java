package dev.marina.linux.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The libraries that a program of the machine's is linked with, its loader among them.
final class SharedLibraries {

    private static final Pattern PATH = Pattern.compile("(?:^|=>)\\s*(/\\S+) \\(0x");

    private SharedLibraries() {}

    /// By the names under which the loader looks for them, in order.
    static List<Path> of(Path program) throws IOException {
        Process listing = new ProcessBuilder("ldd", program.toString()).redirectErrorStream(true).start();
        try (Stream<String> lines = listing.inputReader().lines()) {
            return paths(lines);
        }
    }

    static List<Path> paths(Stream<String> lines) {
        return lines.map(PATH::matcher).filter(Matcher::find).map(matcher -> Path.of(matcher.group(1))).sorted().toList();
    }
}
