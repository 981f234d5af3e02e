package dev.marina.labs.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.ResourceVersion;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Turn;
import dev.marina.labs.content.Fault;
import dev.marina.labs.content.Texts;
import dev.marina.labs.grading.Access;
import dev.marina.labs.grading.Change;
import dev.marina.labs.grading.ConditionCheck;
import dev.marina.labs.grading.Effort;
import dev.marina.labs.grading.Grading;
import dev.marina.labs.grading.Kinds;
import dev.marina.labs.grading.Moment;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Grades one run by what has changed since it was graded last, and carries out what is due then.
final class Grader {

    /// So many moments are looked at one by one; of more the latest.
    private static final int MOST_MOMENTS = 500;

    private final ClusterStore store;
    private final Questions questions;
    private final Access access;
    private final Acting acting;

    Grader(ClusterStore store, Questions questions, Access access, Acting acting) {
        this.store = store;
        this.questions = questions;
        this.access = access;
        this.acting = acting;
    }

    Outcome grade(Turn turn, LabRun run, Journal journal, Kinds kinds) {
        Journal.Part part = journal.part();
        RunWrites writes = RunWrites.of(turn, run, kinds, acting);
        if (turn.snapshot().image().version().compareTo(run.graded()) < 0) {
            // a fork begins with what its origin was, under versions of its own
            String version = turn.snapshot().image().version().toString();
            writes.status(status -> status.put("version", version).put("fromVersion", version));
            return Outcome.SETTLED;
        }
        if (part.image().version().compareTo(run.began()) < 0) {
            // the change that said that it has begun is on its way
            return Outcome.SETTLED;
        }
        PastChanges past = changes(turn, run, part);
        List<Change> changes = past.changes().subList(Math.max(0, past.changes().size() - MOST_MOMENTS), past.changes().size());
        boolean gap = !past.complete() || changes.size() < past.changes().size();
        Duration ahead = Duration.between(turn.realNow(), turn.now());
        Questions.Asked asked = questions.ask(turn, run, journal, part, !changes.isEmpty());
        ConditionCheck check = check(run, kinds, part.image(), asked);
        Grading grading = Grading.of(run.lab(), run.document(), Moment.of(part.image(), changes, turn.now(), time -> time.plus(ahead)), check);
        List<Happened> happened = grading.faults().stream().map(fault -> new Happened(fault, play(fault, run, writes, check, turn))).toList();
        Document status = grading.status().edited(root -> finish(root, turn, run, happened, gap, part.image().version()));
        writes.status(status);
        journal.graded(part);
        Optional<Duration> again = Stream.concat(grading.again().map(time -> Duration.between(turn.now(), time)).stream(), asked.again().stream())
                .min(Duration::compareTo);
        return run.handedIn() ? Outcome.SETTLED : again.map(Outcome::recheckAfter).orElse(Outcome.SETTLED);
    }

    private ConditionCheck check(LabRun run, Kinds kinds, ClusterImage image, Questions.Asked asked) {
        return run.lab().authored()
                ? new ConditionCheck(kinds, access, run.filling(), run.began(), asked.answers(), LabAccount.of(run).visible(access, image), Effort.bounded())
                : new ConditionCheck(kinds, access, run.filling(), run.began(), asked.answers());
    }

    private PastChanges changes(Turn turn, LabRun run, Journal.Part part) {
        if (part.complete()) {
            return new PastChanges(part.changes().stream().filter(change -> change.version().compareTo(run.graded()) > 0).toList(), true);
        }
        ResourceVersion until = part.image().version();
        return until.compareTo(run.graded()) <= 0
                ? new PastChanges(List.of(), true)
                : PastChanges.of(store, turn.cluster(), run.graded(), until, part.watched());
    }

    private static void finish(ObjectNode status, Turn turn, LabRun run, List<Happened> faults, boolean gap, ResourceVersion version) {
        status.put("version", version.toString());
        status.remove("message");
        if (gap) {
            status.put("historyGap", true);
        }
        faults.forEach(fault -> {
            ArrayNode done = status.withArrayProperty("faults");
            done.addObject().put("id", fault.fault.id()).put("at", Beginning.seconds(turn.now())).set("did", fault.words.json());
        });
        if (run.handedIn()) {
            status.put("phase", "Finished");
        }
    }

    /// @param words what became of it
    private record Happened(Fault fault, Texts words) {}

    /// Before it is written down: who is killed in between does it once more. What a lab may not do that is not the installation's is said, and goals
    /// are judged all the same.
    private static Texts play(Fault fault, LabRun run, RunWrites writes, ConditionCheck check, Turn turn) {
        try {
            carryOut(fault, run, writes, check, turn);
            return run.filling().texts(fault.say());
        } catch (StatusException e) {
            if (!run.lab().authored() || e.code() >= 500) {
                throw e;
            }
            return new Texts("What the lab wanted to do was refused: " + e.getMessage(), "实验想做的操作被拒绝：" + e.getMessage());
        }
    }

    private static void carryOut(Fault fault, LabRun run, RunWrites writes, ConditionCheck check, Turn turn) {
        fault.apply().ifPresent(manifest -> new Beginning(writes).make(manifest, run));
        fault.delete().map(subject -> subject.filled(run.filling())).ifPresent(subject -> check.kinds().find(subject.kind())
                .ifPresent(kind -> check.selected(subject, kind, turn.snapshot().image()).stream().limit(fault.most())
                        .forEach(writes::strike)));
    }

    /// When something was last seen to change, for those who ask again and again.
    static Instant lastChange(LabRun run, Turn turn) {
        return run.document().at("status", "goals").valueStream().map(goal -> goal.path("since").asText("")).filter(text -> !text.isEmpty())
                .map(Instant::parse).max(Instant::compareTo).orElse(turn.now());
    }
}
