package dev.marina.launcher.component;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The realm as the repository holds it, with `${MARINA_…}` where an installation's own values go. Keycloak's own `${…}` stay.
final class RealmFile {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(MARINA_[A-Z_]+)}");

    static String fill(String template, Map<String, String> values) {
        return PLACEHOLDER.matcher(template).replaceAll(match -> {
            String value = values.get(match.group(1));
            if (value == null) {
                throw new IllegalArgumentException(
                        "the realm file names ${%s}; known are %s".formatted(match.group(1), values.keySet().stream().sorted().toList()));
            }
            return Matcher.quoteReplacement(value);
        });
    }

    private RealmFile() {}
}
