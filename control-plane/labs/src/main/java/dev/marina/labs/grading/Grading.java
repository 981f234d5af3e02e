package dev.marina.labs.grading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.labs.content.Condition.History;
import dev.marina.labs.content.Fault;
import dev.marina.labs.content.Goal;
import dev.marina.labs.content.Lab;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// How it stands with a run, from its last status and what has happened since.
///
/// @param status the whole new one
/// @param again when to look again although nothing changes
/// @param faults that are due now
public record Grading(Document status, Optional<Instant> again, List<Fault> faults) {

    /// @param run with the status of the last grading
    /// @param moments the oldest first, the last one now; none of them was graded before
    public static Grading of(Lab lab, Document run, List<Moment> moments, ConditionCheck check) {
        return new Work(lab, run, moments, check).grading();
    }

    private static final class Work {
        private final Lab lab;
        private final Document run;
        private final List<Moment> moments;
        private final ConditionCheck check;
        private final Instant now;
        private final Map<String, GoalPlan> plans = new HashMap<>();
        private final Map<String, GoalRecord> before = new HashMap<>();

        Work(Lab lab, Document run, List<Moment> moments, ConditionCheck check) {
            this.lab = lab;
            this.run = run;
            this.moments = moments;
            this.check = check;
            this.now = moments.getLast().time();
        }

        Grading grading() {
            Map<String, JsonNode> kept = new HashMap<>();
            run.at("status", "goals").forEach(goal -> kept.put(goal.path("id").asText(), goal));
            for (Goal goal : lab.goals()) {
                before.put(goal.id(), GoalRecord.read(kept.getOrDefault(goal.id(), Document.mapper().createObjectNode()), now));
                plans.put(goal.id(), GoalPlan.of(goal, before.get(goal.id()), seen(goal)));
            }
            HintPlan hints = HintPlan.of(lab, run, this::met, hint -> hint.when().map(when -> check.check(when, latest()).holds()).orElse(true),
                    check.filling());
            PredictionPlan predictions = PredictionPlan.of(lab, run, this::ever, check, latest());
            Document status = run.edited(root -> write(root.withObjectProperty("status"), hints, predictions)).at("status") instanceof ObjectNode written
                    ? Document.of(written)
                    : Document.empty();
            return new Grading(status, plans.values().stream().flatMap(plan -> plan.again().stream()).min(Instant::compareTo), due());
        }

        private ClusterState latest() {
            return moments.getLast().state();
        }

        private boolean met(String goal) {
            return plans.get(goal).record().met();
        }

        private boolean ever(String goal) {
            return plans.get(goal).record().everMet();
        }

        private GoalPlan.Seen seen(Goal goal) {
            List<Sight> sights = moments.stream().map(moment -> check.check(goal.when(), moment.state())).toList();
            boolean[] always = new boolean[moments.size()];
            Arrays.fill(always, true);
            return goal.when().history() instanceof History.Always(String since, String until)
                    ? new GoalPlan.Seen(moments, sights, since.isEmpty() ? always : plans.get(since).met(), plans.get(until).met(), before.get(until).everMet(),
                            check)
                    : new GoalPlan.Seen(moments, sights, always, always, false, check);
        }

        private List<Fault> due() {
            List<String> done = run.at("status", "faults").valueStream().map(fault -> fault.path("id").asText()).toList();
            return lab.faults().stream().filter(fault -> ever(fault.at()) && !done.contains(fault.id())).toList();
        }

        private void write(ObjectNode status, HintPlan hints, PredictionPlan predictions) {
            ArrayNode goals = status.putArray("goals");
            lab.goals().forEach(goal -> write(goals.addObject(), goal, plans.get(goal.id())));
            hints.write(status);
            predictions.write(status);
            int earned = plans.values().stream().mapToInt(GoalPlan::earned).sum() + predictions.earned();
            status.putObject("score").put("points", Math.max(0, earned - hints.cost())).put("of", lab.points()).put("hints", hints.cost());
            boolean passed = plans.values().stream().allMatch(plan -> plan.record().met());
            status.put("phase", passed ? "Passed" : "Running");
            if (passed && !status.has("passedAt")) {
                status.put("passedAt", GoalRecord.text(now));
            }
        }

        private void write(ObjectNode node, Goal goal, GoalPlan plan) {
            node.put("id", goal.id());
            node.set("title", check.filling().texts(goal.title()).json());
            node.put("step", goal.step());
            plan.record().write(node);
            node.set("sees", plan.sees().json());
            node.put("points", goal.points()).put("earned", plan.earned());
            if (goal.hold().isPositive()) {
                node.put("holdSeconds", goal.hold().toSeconds());
                Stream.of(plan.record()).filter(record -> record.state() == GoalRecord.State.HOLDING).flatMap(record -> record.trueSince().stream())
                        .forEach(since -> node.put("metAfter", GoalRecord.text(since.plus(goal.hold()))));
            }
        }
    }

    /// Nothing of what was reached counts any more.
    public static Document forgotten(Document run) {
        return run.edited(root -> new ArrayList<>(List.of("goals", "faults", "predictions", "hints", "score", "passedAt", "historyGap"))
                .forEach(root.withObjectProperty("status")::remove));
    }
}
