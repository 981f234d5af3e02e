package dev.marina.examples.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the machine gets its own packages from.
record AptSource(String mirror, String suite) {
    static AptSource ofMachine() throws IOException {
        String suite = Files.readAllLines(Path.of("/etc/os-release")).stream().filter(line -> line.startsWith("VERSION_CODENAME="))
                .map(line -> line.substring(17).replace("\"", "")).findFirst().orElseThrow(() -> new IOException("/etc/os-release names no VERSION_CODENAME"));
        List<String> texts = new ArrayList<>();
        List<Path> files = new ArrayList<>(List.of(Path.of("/etc/apt/sources.list")));
        Path directory = Path.of("/etc/apt/sources.list.d");
        if (Files.isDirectory(directory)) {
            try (Stream<Path> entries = Files.list(directory)) {
                entries.sorted().forEach(files::add);
            }
        }
        for (Path file : files) {
            if (Files.exists(file)) {
                texts.add(Files.readString(file));
            }
        }
        return new AptSource(texts.stream().flatMap(text -> mirror(text, suite).stream()).findFirst()
                .orElseThrow(
                        () -> new IOException("no source of %s main stands in /etc/apt; images are built from the machine's own packages".formatted(suite))),
                suite);
    }

    /// The mirror of exactly this suite, in either of apt's two formats.
    static Optional<String> mirror(String text, String suite) {
        String uri = null;
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith("deb ")) {
                String[] words = line.replaceAll("\\[[^]]*]", "").split("\\s+");
                if (words.length > 3 && words[2].equals(suite) && words[3].equals("main")) {
                    return Optional.of(words[1]);
                }
            } else if (line.startsWith("URIs:")) {
                uri = line.substring(5).strip().split("\\s+")[0];
            } else if (line.startsWith("Suites:") && uri != null && List.of(line.substring(7).strip().split("\\s+")).contains(suite)) {
                return Optional.of(uri);
            }
        }
        return Optional.empty();
    }
}
