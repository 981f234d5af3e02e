package dev.marina.labs.exam;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterClient;
import dev.marina.api.Document;
import dev.marina.api.ResourceVersion;
import dev.marina.controllers.engine.Turn;
import dev.marina.labs.content.Condition;
import dev.marina.labs.content.Exam;
import dev.marina.labs.content.Goal;
import dev.marina.labs.grading.Access;
import dev.marina.labs.grading.ConditionCheck;
import dev.marina.labs.grading.Kinds;
import dev.marina.labs.grading.Sight;
import dev.marina.labs.run.Asking;
import dev.marina.labs.run.LabRun;
import dev.marina.labs.run.Watched;
import dev.marina.store.ClusterHistory;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterStore;
import dev.marina.store.PastSequence;
import dev.marina.store.StoreException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Grades a whole exam at its end, as of the moment at which it ended, whatever happened since.
record ExamGrader(ClusterStore store, Asking asking, Access access) {

    /// Of one task, each of which may have to look at hundreds of objects; of more the newest.
    private static final int MOST_CHANGES = 1_000;

    /// Fills `status.tasks` and `status.score`. May be called again, and comes to the same.
    void grade(Turn turn, Exam exam, ExamRun run, Kinds kinds, ObjectNode status) {
        Map<String, Integer> earned = new HashMap<>();
        ArrayNode tasks = status.putArray("tasks");
        for (Exam.ExamTask task : exam.tasks()) {
            ObjectNode node = tasks.addObject();
            Optional<Document> labRun = run.made(turn, task);
            earned.put(task.id(), labRun.filter(made -> made.has("status", "fromVersion")).map(made -> grade(turn, task, run, made, kinds, node))
                    .orElseGet(() -> missing(run, task, labRun, node)));
        }
        status.set("score", ExamScore.of(exam, earned).json(exam));
    }

    private int grade(Turn turn, Exam.ExamTask task, ExamRun run, Document labRun, Kinds kinds, ObjectNode node) {
        LabRun made = LabRun.of(labRun, task.lab());
        Instant until = run.endedAt();
        Past past = past(turn, made, kinds, until);
        ConditionCheck check = new ConditionCheck(kinds, access, made.filling(), made.began(), answers(turn.writes().call(), task, made));
        TaskGrading grading = TaskGrading.of(task, labRun, past.sequence(), past.image(), past.began(), until, check);
        TaskLine.of(run, task, made.filling()).write(node);
        int points = grading.earned(task.counted());
        node.put("points", points).put("of", task.points());
        if (!past.sequence().complete()) {
            node.put("historyGap", true);
        }
        ArrayNode goals = node.putArray("goals");
        task.counted().forEach(goal -> goals.add(grading.result(goal, check)));
        return points;
    }

    /// Nothing was reached in what never began, or was taken away.
    private static int missing(ExamRun run, Exam.ExamTask task, Optional<Document> labRun, ObjectNode node) {
        TaskLine.of(run, task, labRun.map(found -> LabRun.of(found, task.lab()).filling()).orElse(task.lab().example(run.task(task)))).write(node);
        node.put("points", 0).put("of", task.points()).putArray("goals");
        return 0;
    }

    /// @param image from which the sequence takes back what it has to
    /// @param began real time
    private record Past(ClusterImage image, PastSequence sequence, Instant began) {}

    private Past past(Turn turn, LabRun run, Kinds kinds, Instant until) {
        Watched watched = Watched.of(run.lab(), run.filling(), kinds);
        ClusterHistory history = store.history(turn.cluster());
        ResourceVersion began = run.began();
        try {
            ResourceVersion end = later(history.at(until).version(), began);
            ClusterImage image = imageOf(turn, end);
            return new Past(image, history.sequence(began, end, image.version(), watched::concerns, MOST_CHANGES), history.of(began).time());
        } catch (StoreException.BeforeHistory e) {
            // Not enough is kept to say what happened; what is there now is known.
            return new Past(turn.snapshot().image(), new PastSequence(List.of(), Map.of(), false), until);
        }
    }

    private static ResourceVersion later(ResourceVersion one, ResourceVersion other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /// As it was, where that is kept: rights are looked up in it.
    private ClusterImage imageOf(Turn turn, ResourceVersion version) {
        try {
            return store.imageAt(turn.cluster(), version);
        } catch (StoreException.Expired e) {
            return turn.snapshot().image();
        }
    }

    /// What no object says is asked once, now.
    private Map<Condition, Sight> answers(ClusterClient.Call call, Exam.ExamTask task, LabRun run) {
        Map<Condition, Sight> answers = new HashMap<>();
        task.lab().goals().stream().map(Goal::when).filter(Condition::asked)
                .forEach(condition -> answers.put(condition, asking.answer(call, condition.what(), run.filling())));
        return Map.copyOf(answers);
    }
}
