package dev.marina.launcher;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How the stages ended, and at the very end which tests failed: nobody has to search Maven's output for them.
final class TestSummary {
    /// Of the failures: a terminal shows them, and a log's end does.
    static final int MOST_LINES = 100;

    private record Stage(String name, String outcome, Duration took, boolean failed, List<String> tests) {}

    private final List<Stage> stages = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private final List<String> unsteady = new ArrayList<>();

    void skip(TestStage stage, String reason) {
        stages.add(new Stage(stage.name(), "skipped: " + reason, Duration.ZERO, false, List.of()));
    }

    void ended(TestStage stage, boolean failed, Duration took, TestReport report) {
        skipped.addAll(report.skipped());
        unsteady.addAll(report.unsteady());
        stages.add(new Stage(stage.name(), failed ? "FAILED" : "passed", took, failed, report.failed()));
    }

    boolean failed() {
        return stages.stream().anyMatch(Stage::failed);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        skipped.forEach(test -> lines.add("skipped: " + test));
        unsteady.forEach(test -> lines.add("unsteady, passed when repeated: " + test));
        stages.forEach(stage -> lines.add("%-5s %5d s  %s".formatted(stage.name, stage.took.toSeconds(), stage.outcome)));
        lines.addAll(failures());
        return lines;
    }

    private List<String> failures() {
        List<String> lines = new ArrayList<>();
        for (Stage stage : stages) {
            if (stage.failed) {
                lines.add("failed in " + stage.name + ":");
                stage.tests.forEach(test -> lines.add("  " + test));
                if (stage.tests.isEmpty()) {
                    lines.add("  no test that reports; the reason is above, in Maven's output");
                }
            }
        }
        if (lines.size() <= MOST_LINES) {
            return lines;
        }
        List<String> shown = new ArrayList<>(lines.subList(0, MOST_LINES - 1));
        shown.add("and %d lines more".formatted(lines.size() - shown.size()));
        return shown;
    }
}
