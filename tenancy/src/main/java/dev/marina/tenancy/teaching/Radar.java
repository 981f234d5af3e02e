package dev.marina.tenancy.teaching;

import dev.marina.tenancy.management.LabResult;
import dev.marina.tenancy.management.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Who is stuck, and on what. Pure.
///
/// @param causes what most are stuck on first
public record Radar(List<Stuck> stuck, List<Cause> causes) {

    /// @param since the last progress
    /// @param sees what the learner's cluster shows of the goal
    /// @param hint that the learner took for it; null where none
    /// @param cause the same for all who are stuck for the same reason
    public record Stuck(Learner learner, String lab, String goal, Instant since, Words sees, Words hint, String cause) {}

    /// One of several where learners are stuck on the same goal for different reasons.
    ///
    /// @param sees of the one who has been stuck on it longest
    public record Cause(String lab, String goal, int learners, Words sees) {}

    /// How the labs of one learner stand.
    public record Standing(Learner learner, List<LabResult> runs) {}

    public static Radar of(List<Standing> standings, Duration patience, Instant now) {
        List<Stuck> stuck = standings.stream().flatMap(one -> one.runs().stream().flatMap(run -> stuck(one.learner(), run, patience, now).stream())).toList();
        Map<List<String>, List<Stuck>> grouped = new LinkedHashMap<>();
        stuck.stream().sorted(Comparator.comparing(Stuck::since))
                .forEach(one -> grouped.computeIfAbsent(List.of(one.lab(), one.goal(), one.cause()), _ -> new java.util.ArrayList<>()).add(one));
        return new Radar(stuck,
                grouped.values().stream().map(same -> new Cause(same.getFirst().lab(), same.getFirst().goal(), same.size(), same.getFirst().sees()))
                        .sorted(Comparator.comparingInt(Cause::learners).reversed()).toList());
    }

    /// What an older cluster does not tell, its words do as far as they have no names in them.
    private static String cause(LabResult.Goal goal) {
        return goal.cause() != null ? goal.cause() : goal.sees() == null || goal.sees().en() == null ? "" : goal.sees().en();
    }

    /// Where nothing was reached for so long in a run that is under way. A goal that was lost is no progress.
    static Optional<Stuck> stuck(Learner learner, LabResult run, Duration patience, Instant now) {
        if (!"Running".equals(run.phase()) || run.startedAt() == null) {
            return Optional.empty();
        }
        Instant progress = Stream.concat(Stream.of(Instant.parse(run.startedAt())), run.goals().stream()
                .filter(goal -> goal.since() != null && (goal.reached() || "holding".equals(goal.state()))).map(goal -> Instant.parse(goal.since())))
                .max(Comparator.naturalOrder()).orElseThrow();
        return progress.plus(patience).isAfter(now)
                ? Optional.empty()
                : run.goals().stream().filter(goal -> !goal.reached()).findFirst()
                        .map(goal -> new Stuck(learner, run.lab(), goal.id(), progress, goal.sees(), goal.hint(), cause(goal)));
    }
}
