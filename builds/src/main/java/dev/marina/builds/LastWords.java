package dev.marina.builds;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Why a program failed, in its own last words: the line with which it gave up, without names and passwords that an address has, and without what
/// would move a terminal's cursor.
final class LastWords {

    /// Git's own lines; a server's begin with `remote:`.
    private static final List<String> GAVE_UP = List.of("fatal: ", "error: ");
    private static final Pattern CREDENTIALS = Pattern.compile("(?<=://)[^/\\s'\"]*@");
    /// As skopeo says it.
    private static final Pattern LOGGED = Pattern.compile("time=\"[^\"]*\" level=fatal msg=\"(?<message>.*)\"");
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");
    private static final int LONGEST = 300;

    private LastWords() {}

    /// @return "" where it said nothing
    static String of(String said) {
        List<String> lines = said.lines().map(line -> CONTROLS.matcher(line).replaceAll(" ").strip()).filter(line -> !line.isEmpty()).toList().reversed();
        String line = GAVE_UP.stream().flatMap(word -> lines.stream().filter(each -> each.startsWith(word)).limit(1).map(each -> each.substring(word.length())))
                .findFirst().orElseGet(() -> lines.stream().filter(each -> !each.startsWith("remote:")).findFirst().orElse(""));
        Matcher logged = LOGGED.matcher(line);
        String plain = CREDENTIALS.matcher(logged.matches() ? logged.group("message").replace("\\\"", "\"") : line).replaceAll("");
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "…";
    }
}
