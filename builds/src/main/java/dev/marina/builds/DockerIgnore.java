package dev.marina.builds;

import java.util.List;

/// What of a source is not copied: `.dockerignore`. The last pattern that fits a file, or a directory that it is in, decides.
/// https://docs.docker.com/build/concepts/context/#dockerignore-files
record DockerIgnore(List<Rule> rules) {

    record Rule(Glob path, boolean excludes) {}

    static final DockerIgnore NOTHING = new DockerIgnore(List.of());
    private static final int MOST = 1000;

    static DockerIgnore parse(String text) {
        List<String> lines = text.lines().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
        if (lines.size() > MOST) {
            throw new BuildFailure(".dockerignore has more than %d patterns".formatted(MOST));
        }
        return new DockerIgnore(lines.stream().map(line -> {
            boolean again = line.startsWith("!");
            return new Rule(Glob.of(again ? line.substring(1).strip() : line), !again);
        }).toList());
    }

    boolean excludes(String path) {
        for (Rule rule : rules.reversed()) {
            for (String part = path; !part.isEmpty(); part = part.contains("/") ? part.substring(0, part.lastIndexOf('/')) : "") {
                if (rule.path().fits(part)) {
                    return rule.excludes();
                }
            }
        }
        return false;
    }
}
