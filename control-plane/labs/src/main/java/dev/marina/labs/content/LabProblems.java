package dev.marina.labs.content;

import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with one lab.
final class LabProblems {

    private final String folder;
    private final List<LabProblem> found = new ArrayList<>();

    LabProblems(String folder) {
        this.folder = folder;
    }

    void add(String file, String field, String message) {
        found.add(new LabProblem(folder + "/" + file, field, message));
    }

    boolean none() {
        return found.isEmpty();
    }

    List<LabProblem> found() {
        return List.copyOf(found);
    }
}
