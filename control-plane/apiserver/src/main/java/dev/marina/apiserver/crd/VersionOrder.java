package dev.marina.apiserver.crd;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Versions as Kubernetes prefers them: v10, v2, v1, v11beta2, v1alpha1, then others by the alphabet.
/// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#version-priority
final class VersionOrder {

    static final Comparator<String> BEST_FIRST = Comparator.comparing(VersionOrder::parsed)
            .thenComparing(Comparator.naturalOrder());

    private static final Pattern FORM = Pattern.compile("v([1-9][0-9]{0,17})(?:(alpha|beta)([1-9][0-9]{0,17}))?");

    private VersionOrder() {}

    /// @param stability 0 for stable versions, 1 beta, 2 alpha, 3 for what has another form
    private record Parsed(int stability, long major, long minor) implements Comparable<Parsed> {
        @Override
        public int compareTo(Parsed other) {
            return Comparator.comparingInt(Parsed::stability)
                    .thenComparing(Comparator.comparingLong(Parsed::major).reversed())
                    .thenComparing(Comparator.comparingLong(Parsed::minor).reversed()).compare(this, other);
        }
    }

    private static Parsed parsed(String version) {
        Matcher matcher = FORM.matcher(version);
        if (!matcher.matches()) {
            return new Parsed(3, 0, 0);
        }
        long minor = matcher.group(3) == null ? 0 : Long.parseLong(matcher.group(3));
        int stability = matcher.group(2) == null ? 0 : matcher.group(2).equals("beta") ? 1 : 2;
        return new Parsed(stability, Long.parseLong(matcher.group(1)), minor);
    }
}
