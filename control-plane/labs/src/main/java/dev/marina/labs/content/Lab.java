package dev.marina.labs.content;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A lab, read and checked.
///
/// @param minutes for somebody who does it for the first time
/// @param nodes what its pods need
/// @param start what there is when it begins
/// @param text by language, the same ones for every lab
/// @param source that brings it; "" for the installation
public record Lab(String id, Texts title, Texts summary, Course course, int order, int minutes, List<String> needs, Nodes nodes, List<String> scenarios,
        Map<String, ValueRule> values, List<Manifest> start, List<Step> steps, List<Hint> hints, List<Prediction> predictions, List<Fault> faults,
        Map<String, LabText> text, String source) {

    private static final long EXAMPLE = 1;

    public enum Nodes {
        /// No pod has to run.
        NONE,
        /// Simulated nodes will do.
        ANY,
        /// Containers have to run.
        REAL
    }

    public enum Course {
        FIRST_STEPS("first-steps", new Texts("First steps and operation", "入门与运维")),
        ADVANCED("advanced",
                new Texts("Kubernetes in depth", "Kubernetes 进阶")),
        CLOUD("cloud", new Texts("Kubernetes as a cloud", "云上 Kubernetes 与故障诊断"));

        private final String id;
        private final Texts title;

        Course(String id, Texts title) {
            this.id = id;
            this.title = title;
        }

        public String id() {
            return id;
        }

        public Texts title() {
            return title;
        }

        static Course of(String id) {
            return Stream.of(values()).filter(course -> course.id.equals(id)).findFirst().orElseThrow();
        }
    }

    /// Whether somebody of the cluster's own brings it. It is not trusted: it acts and looks as an account of its own, see `LabAccount`.
    public boolean authored() {
        return !source.isEmpty();
    }

    Lab needing(List<String> others) {
        return new Lab(id, title, summary, course, order, minutes, others, nodes, scenarios, values, start, steps, hints, predictions, faults, text, source);
    }

    /// Every file of manifests, as often as it is named.
    Stream<Manifest> manifests() {
        return Stream.concat(start.stream(), Stream.concat(steps.stream().flatMap(step -> step.state().stream()),
                faults.stream().flatMap(fault -> fault.apply().stream())));
    }

    public List<Goal> goals() {
        return steps.stream().flatMap(step -> step.goals().stream()).toList();
    }

    public Optional<Goal> goal(String goal) {
        return goals().stream().filter(each -> each.id().equals(goal)).findFirst();
    }

    /// All that can be earned.
    public int points() {
        return goals().stream().mapToInt(Goal::points).sum() + predictions.stream().mapToInt(Prediction::points).sum();
    }

    /// Everything that its goals, hints and predictions look at.
    public Stream<Condition> conditions() {
        return Stream.concat(goals().stream().map(Goal::when), hints.stream().flatMap(hint -> hint.when().stream()));
    }

    public Filling filling(long seed, String namespace) {
        return Filling.of(values, seed, namespace);
    }

    /// What stands in places for values while no run of this name says which are its own.
    public Filling example(String run) {
        return filling(EXAMPLE, namespace(run));
    }

    /// Where the run of this name takes place.
    public static String namespace(String run) {
        return "lab-" + run;
    }
}
