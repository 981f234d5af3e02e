package dev.marina.builds;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What a source is, by the names of its files: the first that fits. A Dockerfile says itself what is to be done; a page beside a program is the program's.
///
/// @param strategy how the image is made
/// @param main the file that is run, or that the others are found by; "" for none
/// @param reason for the log
record Detection(Strategy strategy, String main, String reason) {

    static final String POM = "pom.xml";
    static final List<String> GRADLE = List.of("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts");
    static final String REQUIREMENTS = "requirements.txt";
    private static final List<String> PYTHON_MAINS = List.of("main.py", "app.py", "server.py", "wsgi.py");
    private static final List<String> NODE_MAINS = List.of("server.js", "index.js", "app.js", "main.js");

    /// @param files paths relative to the source, with `/`
    /// @param wanted empty: whatever it is
    static Detection of(Set<String> files, Optional<Strategy> wanted) {
        Set<String> sorted = new TreeSet<>(files);
        return wanted.map(strategy -> as(strategy, sorted).orElseThrow(() -> new BuildFailure("the source is to be built as %s, and has not %s".formatted(
                strategy.text(), needs(strategy)))))
                .orElseGet(() -> Stream.of(Strategy.values()).flatMap(strategy -> as(strategy, sorted).stream()).findFirst().orElseThrow(
                        () -> new BuildFailure(
                                "nothing is known of how to build this: there is no Dockerfile, jar, war, pom.xml, build.gradle, package.json, Python program or index.html")));
    }

    private static String needs(Strategy strategy) {
        return switch (strategy) {
            case DOCKERFILE -> "a Dockerfile";
            case JAVA -> "exactly one jar or war, or a pom.xml or build.gradle";
            case NODE -> "a package.json with a package-lock.json, or with one of " + String.join(", ", NODE_MAINS);
            case PYTHON -> "one of " + String.join(", ", PYTHON_MAINS);
            case STATIC -> "an index.html";
        };
    }

    private static Optional<Detection> as(Strategy strategy, Set<String> files) {
        return switch (strategy) {
            case DOCKERFILE -> Stream.of("Dockerfile", "Containerfile").filter(files::contains).findFirst()
                    .map(file -> new Detection(strategy, file, "there is a " + file));
            case JAVA -> only(files, Detection::archive).map(file -> new Detection(strategy, file, "there is one archive, " + file))
                    .or(() -> first(strategy, List.of(POM), files)).or(() -> first(strategy, GRADLE, files));
            case NODE -> files.contains("package.json")
                    ? first(strategy, NODE_MAINS, files).or(() -> Optional.of(files).filter(Detection::locked)
                            .map(_ -> new Detection(strategy, "", "there is a package.json with its lock")))
                    : Optional.empty();
            case PYTHON -> first(strategy, PYTHON_MAINS, files);
            case STATIC -> Stream.of("index.html", "public/index.html", "dist/index.html", "site/index.html").filter(files::contains).findFirst()
                    .map(file -> new Detection(strategy, file, "there is an " + file));
        };
    }

    /// Whether it is said which packages `npm ci` is to fetch.
    static boolean locked(Set<String> files) {
        return files.contains("package-lock.json") || files.contains("npm-shrinkwrap.json");
    }

    /// What Maven and Gradle leave beside the one that is run does not count.
    private static boolean archive(String file) {
        return file.matches("((target|build/libs)/)?[^/]+\\.(jar|war)") && !file.matches(".*(-sources|-javadoc|-plain|-tests)\\.jar")
                && !file.startsWith("original-")
                && !file.contains("/original-");
    }

    private static Optional<String> only(Set<String> files, Predicate<String> kind) {
        List<String> found = files.stream().filter(kind).toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private static Optional<Detection> first(Strategy strategy, List<String> mains, Set<String> files) {
        return mains.stream().filter(files::contains).findFirst().map(main -> new Detection(strategy, main, "there is a " + main));
    }
}
