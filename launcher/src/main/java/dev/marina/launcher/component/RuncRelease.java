package dev.marina.launcher.component;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.marina.launcher.process.Command;

/// What puts a tenant's program into its container. Ways out of it have been found before, so an operator is told of those that the
/// machine's release still has.
///
/// @param upstream numbers of the release, such as 1, 1, 5
/// @param distribution what a distribution adds where it mends faults itself, such as `+ds1-1+deb12u1`; empty for upstream's own
public record RuncRelease(List<Integer> upstream, String distribution) {
    /// @param fixed the first release without it on each line of releases, oldest first; newer lines never had it
    private record Escape(String names, List<List<Integer>> fixed) {
        boolean in(List<Integer> release) {
            return fixed.stream().filter(each -> each.subList(0, 2).equals(release.subList(0, 2))).findFirst()
                    .map(each -> release.get(2) < each.get(2))
                    .orElseGet(() -> Arrays.compare(numbers(release), numbers(fixed.getLast())) < 0);
        }

        private static Integer[] numbers(List<Integer> release) {
            return release.toArray(Integer[]::new);
        }
    }

    private static final List<Escape> ESCAPES = List.of(
            new Escape("CVE-2024-21626", List.of(List.of(1, 1, 12))),
            new Escape("CVE-2025-31133, CVE-2025-52565, CVE-2025-52881", List.of(List.of(1, 2, 8), List.of(1, 3, 3))));

    /// Nothing where the machine's release cannot be told.
    public static Optional<RuncRelease> ofMachine() throws IOException, InterruptedException {
        Command.Outcome outcome = Command.of("runc", "--version").run();
        return outcome.succeeded() ? of(outcome.output()) : Optional.empty();
    }

    /// @param printed by `runc --version`: Debian's says only in the line `commit` which of its own releases it is
    static Optional<RuncRelease> of(String printed) {
        Optional<String> version = printed.lines().filter(line -> line.startsWith("runc version "))
                .map(line -> line.substring("runc version ".length()).strip())
                .findFirst();
        String commit = printed.lines().filter(line -> line.startsWith("commit: ")).map(line -> line.substring("commit: ".length()).strip()).findFirst()
                .orElse("");
        return version.map(said -> commit.startsWith(said) ? commit : said).filter(text -> text.matches("\\d+\\.\\d+\\.\\d+.*")).map(RuncRelease::parse);
    }

    private static RuncRelease parse(String text) {
        String numbers = text.replaceFirst("^(\\d+\\.\\d+\\.\\d+).*$", "$1");
        return new RuncRelease(Arrays.stream(numbers.split("\\.")).map(Integer::parseInt).toList(), text.substring(numbers.length()));
    }

    /// What an operator is to know; empty when there is nothing.
    ///
    /// @param mapped whether all containers are in user namespaces
    public Optional<String> warning(boolean mapped) {
        List<String> known = ESCAPES.stream().filter(escape -> escape.in(upstream)).map(Escape::names).toList();
        if (known.isEmpty()) {
            return Optional.empty();
        }
        String release = upstream.stream().map(String::valueOf).reduce((a, b) -> a + "." + b).orElseThrow() + distribution;
        String unless = distribution.isEmpty() ? "" : ", unless your distribution has mended them in this package (see its changelog)";
        String where = mapped
                ? "Containers here have user namespaces, so root in them is nobody on this machine; renew runc all the same"
                : "Containers of node pools with containerd (MARINA_RUNTIMES) have no user namespaces, so root in them that comes out is root of this machine: renew runc first";
        return Optional.of("runc %s has known ways out of a container: %s%s. %s".formatted(release, String.join(", ", known), unless, where));
    }
}
