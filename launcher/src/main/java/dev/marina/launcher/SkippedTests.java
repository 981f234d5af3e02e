package dev.marina.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the test reports say was skipped, and why.
final class SkippedTests {
    private static final Pattern CASE = Pattern.compile("<testcase name=\"([^\"]*)\" classname=\"([^\"]*)\"[^>]*>\\s*<skipped(?: message=\"([^\"]*)\")?");

    static List<String> since(Path root, Instant start) throws IOException {
        List<Path> reports;
        try (Stream<Path> tree = Files.find(root, 6, (file, attributes) -> attributes.lastModifiedTime().toInstant().isAfter(start)
                && file.getFileName().toString().startsWith("TEST-") && file.getParent().getFileName().toString().endsWith("-reports"))) {
            reports = tree.sorted().toList();
        }
        List<String> skipped = new ArrayList<>();
        for (Path report : reports) {
            skipped.addAll(read(Files.readString(report)));
        }
        return skipped;
    }

    static List<String> read(String report) {
        List<String> skipped = new ArrayList<>();
        Matcher matcher = CASE.matcher(report);
        while (matcher.find()) {
            String reason = matcher.group(3) == null
                    ? "no reason given"
                    : matcher.group(3).replaceFirst("^[a-zA-Z.]*TestAbortedException: (Assumption failed: )?", "");
            skipped.add("%s.%s: %s".formatted(matcher.group(2), matcher.group(1), reason));
        }
        return skipped;
    }

    private SkippedTests() {}
}
