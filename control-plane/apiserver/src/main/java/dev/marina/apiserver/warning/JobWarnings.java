package dev.marina.apiserver.warning;

import com.fasterxml.jackson.databind.JsonNode;

/// pkg/api/job/warnings.go
public final class JobWarnings {

    private static final long COMPLETIONS = 100_000;
    private static final long PARALLEL = 10_000;

    private JobWarnings() {}

    /// @param field of the Job's spec
    public static void spec(Warnings warnings, String field, JsonNode spec) {
        if (spec.path("completionMode").asText().equals("Indexed") && spec.path("completions").asLong() > COMPLETIONS
                && spec.path("parallelism").asLong() > PARALLEL) {
            warnings.add(field,
                    "In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able "
                            + "to track completedIndexes when a big number of indexes fail");
        }
        PodWarnings.template(warnings, field + ".template", spec.path("template"));
    }
}
