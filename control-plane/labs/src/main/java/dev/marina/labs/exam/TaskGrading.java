package dev.marina.labs.exam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.labs.content.Exam;
import dev.marina.labs.content.Goal;
import dev.marina.labs.grading.ClusterState;
import dev.marina.labs.grading.ConditionCheck;
import dev.marina.labs.grading.Grading;
import dev.marina.labs.grading.Moment;
import dev.marina.store.ClusterImage;
import dev.marina.store.PastSequence;
import dev.marina.store.Stored;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How it stands with one task of an exam at its end, from all that happened to what the task looks at. Pure.
///
/// @param goals how each goal of the lab stands
/// @param decided by goal, the change with which it took that state; none where it stood so from the first
/// @param end what there was at the end
record TaskGrading(Map<String, JsonNode> goals, Map<String, PastSequence.Change> decided, ClusterState end) {

    /// @param run of the lab, of which nothing was graded
    /// @param past since it began
    /// @param image of which `past` tells what is to be taken back
    /// @param began when that was
    /// @param until until when it counts; of real time, as a hold is
    static TaskGrading of(Exam.ExamTask task, Document run, PastSequence past, ClusterImage image, Instant began, Instant until,
            ConditionCheck check) {
        Fold fold = new Fold(task, Grading.forgotten(run), image, past, check);
        fold.look(began, Optional.empty());
        past.changes().stream().filter(change -> !change.time().isAfter(until)).forEach(change -> fold.change(change, began));
        return fold.over(until);
    }

    int earned(List<Goal> counted) {
        return counted.stream().mapToInt(goal -> goals.get(goal.id()).path("earned").asInt()).sum();
    }

    private static final class Fold {
        private final Exam.ExamTask task;
        private final ClusterImage image;
        private final ConditionCheck check;
        private final Map<ObjectKey, Optional<Stored>> state;
        private final Map<String, PastSequence.Change> decided = new HashMap<>();
        private Document run;

        Fold(Exam.ExamTask task, Document run, ClusterImage image, PastSequence past, ConditionCheck check) {
            this.task = task;
            this.run = run;
            this.image = image;
            this.check = check;
            this.state = new HashMap<>(past.before());
        }

        void change(PastSequence.Change change, Instant began) {
            state.put(change.key(), change.after());
            look(change.time().isBefore(began) ? began : change.time(), Optional.of(change));
        }

        void look(Instant time, Optional<PastSequence.Change> because) {
            Map<String, String> before = states();
            Document status = Grading.of(task.lab(), run, List.of(new Moment(time, now())), check).status();
            run = run.with(status.root(), "status");
            because.ifPresent(change -> states().entrySet().stream().filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
                    .forEach(entry -> decided.put(entry.getKey(), change)));
        }

        private ClusterState now() {
            return new ClusterState(image, Map.copyOf(state));
        }

        private Map<String, String> states() {
            Map<String, String> states = new HashMap<>();
            run.at("status", "goals").forEach(goal -> states.put(goal.path("id").asText(), goal.path("state").asText()));
            return states;
        }

        /// Once more when the time is over, for what had to hold.
        TaskGrading over(Instant until) {
            look(until, Optional.empty());
            Map<String, JsonNode> goals = new HashMap<>();
            run.at("status", "goals").forEach(goal -> goals.put(goal.path("id").asText(), goal));
            return new TaskGrading(Map.copyOf(goals), Map.copyOf(decided), now());
        }
    }

    /// What came of a goal, with what it is due to.
    ObjectNode result(Goal goal, ConditionCheck check) {
        JsonNode graded = goals.get(goal.id());
        ObjectNode node = Document.mapper().createObjectNode().put("id", goal.id());
        node.set("title", graded.path("title"));
        node.put("state", graded.path("state").asText());
        node.set("sees", graded.path("sees"));
        node.put("points", goal.points()).put("earned", graded.path("earned").asInt());
        Optional.ofNullable(decided.get(goal.id())).ifPresent(change -> {
            ObjectNode decision = node.putObject("decided").put("version", change.version().toString()).put("time", change.time().toString())
                    .put("actor", change.actor());
            decision.set("object", Evidence.object(change.key(), change.after()));
        });
        check.looked(goal.when(), end).forEach(stored -> node.withArrayProperty("objects").add(Evidence.object(stored.key(), Optional.of(stored))));
        return node;
    }
}
