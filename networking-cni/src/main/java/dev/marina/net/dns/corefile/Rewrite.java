package dev.marina.net.dns.corefile;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Locale;
import java.util.Optional;

/// Another name to ask for. https://coredns.io/plugins/rewrite/
///
/// @param goesOn whether rules after it have their turn when it has matched
/// @param answer what becomes of the names of the records that come back, beside the name that was asked for: that one is always put right
public record Rewrite(Match match, boolean goesOn, Optional<OfPattern> answer) {

    /// Names are in lower case with the dot at their end.
    public sealed interface Match {

        /// The name to ask for, where this one is meant.
        Optional<String> apply(String name);
    }

    public record Exact(String from, String to) implements Match {
        @Override
        public Optional<String> apply(String name) {
            return name.equals(from) ? Optional.of(to) : Optional.empty();
        }
    }

    public record Prefix(String from, String to) implements Match {
        @Override
        public Optional<String> apply(String name) {
            return name.startsWith(from) ? Optional.of(to + name.substring(from.length())) : Optional.empty();
        }
    }

    public record Suffix(String from, String to) implements Match {
        @Override
        public Optional<String> apply(String name) {
            return name.endsWith(from) ? Optional.of(name.substring(0, name.length() - from.length()) + to) : Optional.empty();
        }
    }

    public record Substring(String from, String to) implements Match {
        @Override
        public Optional<String> apply(String name) {
            return name.contains(from) ? Optional.of(name.replace(from, to)) : Optional.empty();
        }
    }

    /// @param pattern found anywhere in the name; matched in linear time, whatever it is
    /// @param to with `{1}` for what its first group has found
    public record OfPattern(Pattern pattern, String to) implements Match {

        @Override
        public Optional<String> apply(String name) {
            Matcher matcher = pattern.matcher(name);
            if (!matcher.find()) {
                return Optional.empty();
            }
            String made = filled(matcher);
            String lower = made.toLowerCase(Locale.ROOT);
            return Optional.of(lower.endsWith(".") ? lower : lower + ".");
        }

        /// In one pass: a name that holds `{2}` itself is not filled in again.
        private String filled(Matcher matcher) {
            StringBuilder made = new StringBuilder();
            int next = 0;
            while (next < to.length()) {
                int end = to.charAt(next) == '{' ? to.indexOf('}', next) : -1;
                int group = end < 0 ? -1 : group(to.substring(next + 1, end));
                if (group >= 0 && group <= matcher.groupCount()) {
                    String found = matcher.group(group);
                    made.append(found == null ? "" : found);
                    next = end + 1;
                } else {
                    made.append(to.charAt(next++));
                }
            }
            return made.toString();
        }

        private static int group(String text) {
            boolean number = !text.isEmpty() && text.length() <= 2 && text.chars().allMatch(character -> character >= '0' && character <= '9');
            return number ? Integer.parseInt(text) : -1;
        }
    }
}
