package dev.marina.registry;

import java.util.Optional;
import java.util.regex.Pattern;

/// A repository of the registry: its tenant's name, and the image's behind it.
public record RepositoryName(String tenant, String image) {

    private static final Pattern PART = Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*");
    /// As the registry has it, https://github.com/distribution/distribution/blob/v2.8.2/reference/reference.go
    private static final int LONGEST = 255;

    public static Optional<RepositoryName> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || text.length() > LONGEST) {
            return Optional.empty();
        }
        for (String part : text.split("/", -1)) {
            if (!PART.matcher(part).matches()) {
                return Optional.empty();
            }
        }
        return Optional.of(new RepositoryName(text.substring(0, slash), text.substring(slash + 1)));
    }

    /// Whether it can be the first part of a repository's name.
    public static boolean isTenant(String text) {
        return PART.matcher(text).matches();
    }

    @Override
    public String toString() {
        return tenant + "/" + image;
    }
}
