package dev.marina.apiserver.podsecurity;

import java.util.List;
import java.util.stream.Collectors;

/// What is wrong with a pod.
///
/// @param detail where, or ""
public record Violation(String reason, String detail) {

    /// `hostPort (container "c" uses hostPort 80), privileged (…)`
    public static String text(List<Violation> violations) {
        return violations.stream().map(each -> each.detail.isEmpty() ? each.reason : "%s (%s)".formatted(each.reason, each.detail))
                .collect(Collectors.joining(", "));
    }

    /// `hostPort, privileged`
    public static String reasons(List<Violation> violations) {
        return violations.stream().map(Violation::reason).collect(Collectors.joining(", "));
    }
}
