package dev.marina.apiserver.podsecurity;

import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.validation.Errors;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the labels of a namespace ask: the level to which pods are held, and the one of which their authors are warned.
///
/// @param errors labels that make no sense; where they stand for a level to be enforced, the strictest is
public record NamespacePolicy(LevelVersion enforce, LevelVersion audit, LevelVersion warn, List<FieldError> errors) {

    private static final String PREFIX = "pod-security.kubernetes.io/";

    public static NamespacePolicy of(Map<String, String> labels) {
        Reading reading = new Reading(labels, new Errors());
        LevelVersion enforce = reading.mode("enforce", Level.RESTRICTED);
        LevelVersion audit = reading.mode("audit", Level.PRIVILEGED);
        LevelVersion warn = reading.mode("warn", Level.PRIVILEGED);
        // who enforces a level and says nothing of warnings wants to hear of templates that will not pass
        boolean enforcesOnly = Level.find(labels.getOrDefault(PREFIX + "enforce", "")).isPresent() && !labels.containsKey(PREFIX + "warn");
        if (enforcesOnly && enforce.level().compareTo(warn.level()) > 0) {
            warn = labels.containsKey(PREFIX + "warn-version") ? warn.withLevel(enforce.level()) : enforce;
        }
        return new NamespacePolicy(enforce, audit, warn, reading.errors.found());
    }

    private record Reading(Map<String, String> labels, Errors errors) {

        LevelVersion mode(String mode, Level onError) {
            LevelVersion found = LevelVersion.OPEN;
            String level = labels.get(PREFIX + mode);
            if (level != null) {
                Optional<Level> known = Level.find(level);
                if (known.isEmpty()) {
                    errors.invalid(field(mode), level, "must be one of privileged, baseline, restricted");
                }
                found = found.withLevel(known.orElse(onError));
            }
            String version = labels.get(PREFIX + mode + "-version");
            if (version != null) {
                Optional<Integer> known = LevelVersion.minor(version);
                if (known.isEmpty()) {
                    errors.invalid(field(mode + "-version"), version, "must be \"latest\" or \"v1.x\"");
                }
                found = found.withMinor(known.orElse(LevelVersion.LATEST));
            }
            return found;
        }

        private static String field(String label) {
            return "metadata.labels[%s%s]".formatted(PREFIX, label);
        }
    }
}
