package dev.marina.apiserver.podsecurity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All rules of all versions.
public final class PodSecurityStandards {

    private PodSecurityStandards() {}

    /// What goes against a level, baseline first.
    ///
    /// @param metadata of the pod or template
    public static List<Violation> violations(LevelVersion wanted, JsonNode metadata, JsonNode spec) {
        PodFields pod = new PodFields(metadata, spec);
        return checks(wanted).map(check -> check.rule().violation(pod)).flatMap(Optional::stream).toList();
    }

    private static Stream<PodSecurityCheck> checks(LevelVersion wanted) {
        Stream<PodSecurityCheck> baseline = BaselineChecks.ALL.stream().filter(check -> check.holdsIn(wanted.minor()));
        return switch (wanted.level()) {
            case PRIVILEGED -> Stream.empty();
            case BASELINE -> baseline;
            case RESTRICTED -> {
                List<PodSecurityCheck> restricted = RestrictedChecks.ALL.stream().filter(check -> check.holdsIn(wanted.minor())).toList();
                Set<String> replaced = restricted.stream().map(PodSecurityCheck::replaces).collect(Collectors.toSet());
                yield Stream.concat(baseline.filter(check -> !replaced.contains(check.id())), restricted.stream());
            }
        };
    }
}
