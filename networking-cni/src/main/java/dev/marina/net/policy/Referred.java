package dev.marina.net.policy;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/// What of the table somebody refers to, each under a name of its own for as long as that is so, and which of it have changed since the
/// kernel was told. One thread at a time.
///
/// @param <K> what it is
/// @param <U> what is known of it besides
final class Referred<K, U extends Referred.Use> {

    private final String kind;
    private final String prefix;
    private final Map<K, U> all = new LinkedHashMap<>();
    private final Set<K> changed = new LinkedHashSet<>();
    private int lastName;

    /// One that is, or was a moment ago, referred to.
    static class Use {
        private String name;
        private int users;
        /// Whether the kernel has it.
        boolean told;

        String name() {
            return name;
        }
    }

    /// @param kind the kernel's word for it
    /// @param prefix of its names
    Referred(String kind, String prefix) {
        this.kind = kind;
        this.prefix = prefix;
    }

    Optional<U> find(K key) {
        return Optional.ofNullable(all.get(key));
    }

    /// One that nobody refers to yet.
    U add(K key, U fresh) {
        Use use = fresh;
        use.name = prefix + ++lastName;
        all.put(key, fresh);
        return fresh;
    }

    void retain(K key) {
        Use use = all.get(key);
        use.users++;
        changed.add(key);
    }

    void release(K key) {
        Use use = all.get(key);
        use.users--;
        changed.add(key);
    }

    void change(K key) {
        changed.add(key);
    }

    void forEach(BiConsumer<K, U> action) {
        all.forEach(action);
    }

    /// Commands for those that have changed and are referred to.
    String appear(BiFunction<K, U, String> commands) {
        StringBuilder text = new StringBuilder();
        for (K key : changed) {
            U use = all.get(key);
            if (users(use) > 0) {
                text.append(commands.apply(key, use));
            }
        }
        return text.toString();
    }

    /// Commands that remove those that nobody refers to any more. No change is left to be told.
    String disappear(BiConsumer<K, U> gone) {
        StringBuilder text = new StringBuilder();
        for (K key : changed) {
            U use = all.get(key);
            if (users(use) == 0) {
                if (use.told) {
                    text.append("delete %s %s %s\n".formatted(kind, PolicyTable.NAME, use.name()));
                }
                all.remove(key);
                gone.accept(key, use);
            }
        }
        changed.clear();
        return text.toString();
    }

    /// Commands for all, into a table that has none. No change is left to be told.
    String all(BiFunction<K, U, String> commands) {
        StringBuilder text = new StringBuilder();
        all.forEach((key, use) -> text.append(commands.apply(key, use)));
        changed.clear();
        return text.toString();
    }

    private static int users(Use use) {
        return use.users;
    }
}
