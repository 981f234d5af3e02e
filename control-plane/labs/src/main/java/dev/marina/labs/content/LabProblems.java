package dev.marina.labs.content;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Collects what is wrong with one lab.
final class LabProblems {

    /// Whoever has so many reads no more of them.
    private static final int MOST = 100;
    private static final int LONGEST = 500;

    private final String folder;
    private final List<LabProblem> found = new ArrayList<>();
    private final Map<String, YamlLines> lines = new HashMap<>();

    LabProblems(String folder) {
        this.folder = folder;
    }

    void add(String file, String field, String message) {
        add(file, lines.getOrDefault(file, YamlLines.UNKNOWN).line(field), field, message);
    }

    void add(String file, int line, String field, String message) {
        if (found.size() < MOST) {
            found.add(new LabProblem(folder + "/" + file, line, cut(field), cut(message)));
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /// Where the fields of a file stand.
    void lines(String file, YamlLines ofFile) {
        lines.put(file, ofFile);
    }

    boolean none() {
        return found.isEmpty();
    }

    List<LabProblem> found() {
        return List.copyOf(found);
    }
}
