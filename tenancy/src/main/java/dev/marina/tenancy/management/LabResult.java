package dev.marina.tenancy.management;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/// How one run of a lab stands, as far as the platform may read it in a tenant's cluster.
///
/// @param run its name
/// @param phase null before the grader has seen it
/// @param startedAt RFC 3339; null before it began
/// @param passedAt when all goals were met for the first time; null before
/// @param score null before the grader has seen it
@JsonIgnoreProperties(ignoreUnknown = true)
public record LabResult(String run, String lab, String created, String phase, String startedAt, String passedAt, Score score, List<Goal> goals) {

    public LabResult {
        goals = goals == null ? List.of() : List.copyOf(goals);
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Score(int points, int of) {}

    /// @param sees what is there now, in words
    /// @param since when it took its state; null where it never had another
    /// @param hint the newest that the learner took for it; null where they took none
    /// @param cause what is there now without what is this run's alone, so that it is the same for who is stuck for the same reason; null where it is not told
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Goal(String id, Words title, String state, Words sees, int points, int earned, String since, Words hint, String cause) {

        /// Whether what it asks for is there.
        public boolean reached() {
            return "met".equals(state);
        }
    }
}
