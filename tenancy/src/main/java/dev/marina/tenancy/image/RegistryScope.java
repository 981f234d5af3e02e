package dev.marina.tenancy.image;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a client asks leave for, such as `repository:acme/app:pull,push`.
/// https://distribution.github.io/distribution/spec/auth/scope/
public record RegistryScope(String repository, Set<Action> actions) {

    public enum Action {
        PULL, PUSH, DELETE;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern FORM = Pattern.compile("repository:(?<name>[a-z0-9._/-]{1,255}):(?<actions>[a-z*,]{1,64})");
    /// Of one request: a push asks for its own repository and for those that it takes layers from.
    private static final int MOST = 16;

    public RegistryScope {
        actions = Set.copyOf(actions);
    }

    /// Those that are about repositories; of others nobody gets anything.
    ///
    /// @param texts each with any number of them, separated by blanks
    public static List<RegistryScope> parse(List<String> texts) {
        return texts.stream().flatMap(text -> Arrays.stream(text.split(" "))).flatMap(text -> one(text).stream()).limit(MOST).toList();
    }

    private static Optional<RegistryScope> one(String text) {
        Matcher found = FORM.matcher(text);
        if (!found.matches() || !found.group("name").contains("/")) {
            return Optional.empty();
        }
        Set<Action> actions = EnumSet.noneOf(Action.class);
        for (String action : found.group("actions").split(",")) {
            if (action.equals("*")) {
                actions.addAll(EnumSet.allOf(Action.class));
            }
            Arrays.stream(Action.values()).filter(known -> known.text().equals(action)).forEach(actions::add);
        }
        return actions.isEmpty() ? Optional.empty() : Optional.of(new RegistryScope(found.group("name"), actions));
    }

    String tenant() {
        return repository.substring(0, repository.indexOf('/'));
    }
}
