package dev.marina.net.dns.corefile;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.marina.net.dns.corefile.Rewrite.Match;
import dev.marina.net.dns.corefile.Rewrite.OfPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;

/// `rewrite [continue|stop] name [exact|prefix|suffix|substring|regex] FROM TO [answer …]`, the same in braces.
final class RewriteReading {

    private static final int LONGEST = 255;
    /// Of all patterns of one server block, in characters, a part that is repeated counted as often: so many steps for each character of a name.
    static final int MOST_WORK = 1_000;
    private static final java.util.regex.Pattern REPEATED = java.util.regex.Pattern.compile("\\{([0-9]{1,9})(?:,([0-9]{0,9}))?\\}");
    private static final String RIGHT = "rewrite is written 'rewrite [continue|stop] name [exact|prefix|suffix|substring|regex] FROM TO [answer auto]'";

    private RewriteReading() {}

    static Rewrite read(Directive plugin) throws CorefileFault {
        int line = plugin.line();
        List<String> words = new ArrayList<>(plugin.arguments());
        plugin.inner().forEach(inner -> words.addAll(inner.words()));
        boolean goesOn = !words.isEmpty() && words.getFirst().equals("continue");
        if (goesOn || !words.isEmpty() && words.getFirst().equals("stop")) {
            words.removeFirst();
        }
        if (words.isEmpty() || !words.getFirst().equals("name")) {
            throw new CorefileFault(line, "%s; of '%s' nothing is rewritten".formatted(RIGHT, words.isEmpty() ? "" : words.getFirst()));
        }
        words.removeFirst();
        String kind = words.size() < 3 || words.get(2).equals("answer") ? "exact" : words.removeFirst();
        if (words.size() < 2) {
            throw new CorefileFault(line, RIGHT);
        }
        Match match = match(kind, words.removeFirst(), words.removeFirst(), line);
        return new Rewrite(match, goesOn, answer(words, line));
    }

    private static Match match(String kind, String from, String to, int line) throws CorefileFault {
        if (from.length() > LONGEST || to.length() > LONGEST) {
            throw new CorefileFault(line, "a name or pattern of rewrite is longer than %d characters".formatted(LONGEST));
        }
        return switch (kind) {
            case "exact" -> new Rewrite.Exact(Words.domain(from, line), Words.domain(to, line));
            case "prefix" -> new Rewrite.Prefix(lower(from), lower(to));
            case "suffix" -> new Rewrite.Suffix(ended(from), ended(to));
            case "substring" -> new Rewrite.Substring(lower(from), lower(to));
            case "regex" -> new OfPattern(pattern(from, line), to);
            default -> throw new CorefileFault(line, "'%s': %s".formatted(kind, RIGHT));
        };
    }

    /// `answer auto` is what is done anyway.
    private static Optional<OfPattern> answer(List<String> words, int line) throws CorefileFault {
        if (words.isEmpty() || words.equals(List.of("answer", "auto"))) {
            return Optional.empty();
        }
        if (words.size() == 4 && words.get(0).equals("answer") && words.get(1).equals("name")) {
            return Optional.of(new OfPattern(pattern(words.get(2), line), words.get(3)));
        }
        throw new CorefileFault(line, "'%s': after the names stands 'answer auto' or 'answer name FROM TO'".formatted(String.join(" ", words)));
    }

    private static Pattern pattern(String text, int line) throws CorefileFault {
        if (text.length() > LONGEST) {
            throw new CorefileFault(line, "a name or pattern of rewrite is longer than %d characters".formatted(LONGEST));
        }
        if (work(text) > MOST_WORK) {
            throw new CorefileFault(line, "pattern '%s' comes to more than %d characters with what it repeats".formatted(text, MOST_WORK));
        }
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException wrong) {
            throw new CorefileFault(line, "pattern '%s': %s".formatted(text, wrong.getMessage()));
        }
    }

    /// What the rule's patterns come to.
    static long work(Rewrite rule) {
        long match = rule.match() instanceof OfPattern pattern ? work(pattern.pattern().pattern()) : 0;
        return match + rule.answer().map(pattern -> work(pattern.pattern().pattern())).orElse(0L);
    }

    private static long work(String text) {
        long repeated = 1;
        Matcher counts = REPEATED.matcher(text);
        while (counts.find()) {
            String most = counts.group(2) == null || counts.group(2).isEmpty() ? counts.group(1) : counts.group(2);
            repeated *= Math.max(1, Long.parseLong(most));
            if (repeated > MOST_WORK) {
                break;
            }
        }
        return repeated * text.length();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static String ended(String text) {
        return lower(text.endsWith(".") ? text : text + ".");
    }
}
