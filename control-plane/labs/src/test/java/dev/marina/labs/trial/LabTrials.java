package dev.marina.labs.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What lies in a lab's folder to try it by, and is not shipped: its solution, and wrong ones.
public record LabTrials(Path folder) {

    private static final String MUTANTS = "mutants";
    private static final String END = ".sh";
    private static final String FAILS = "# fails: ";

    /// A wrong solution.
    ///
    /// @param fails the goals that it misses; it meets all others
    public record Mutant(String name, LabScript script, Set<String> fails) {}

    public LabScript solution() {
        return new LabScript(read(folder.resolve("solution.sh")));
    }

    /// Their names, in order.
    public List<String> mutants() {
        try (Stream<Path> files = Files.list(folder.resolve(MUTANTS))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(END))
                    .map(name -> name.substring(0, name.length() - END.length())).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("lab %s has no mutants".formatted(folder), e);
        }
    }

    public Mutant mutant(String name) {
        String text = read(folder.resolve(MUTANTS).resolve(name + END));
        String first = text.lines().findFirst().orElse("");
        if (!first.startsWith(FAILS)) {
            throw new IllegalStateException("%s/%s/%s begins with \"%s\"; it must name the goals that it misses: \"%sGOAL, GOAL\"".formatted(folder, MUTANTS,
                    name, first, FAILS));
        }
        return new Mutant(name, new LabScript(text), new TreeSet<>(List.of(first.substring(FAILS.length()).strip().split(", *"))));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
