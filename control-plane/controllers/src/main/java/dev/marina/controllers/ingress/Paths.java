package dev.marina.controllers.ingress;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// What a path of an Ingress means as a location of nginx's, which sees a request's path decoded.
record Paths(Location.Kind kind, String pattern) {

    private static final int LONGEST = 1_024;
    private static final int LONGEST_REGEX = 512;
    private static final int MOST_GROUPS = 20;
    /// What Java's and nginx's expressions mean the same by. Repetitions in braces are not among them: nested, they fill whatever memory there is.
    private static final Pattern REGEX = Pattern
            .compile("(?:[A-Za-z0-9/._~%!&'=:@,;$^|*+?()-]|\\\\[.\\-/dDwWsSbB+*?()|\\[\\]$^]|\\[\\^?(?:[A-Za-z0-9/._~%!&'=:@,+*?$()|-]|\\\\[.\\-/dDwWsS])+])*");
    private static final Pattern STRANGE_GROUP = Pattern.compile("\\(\\?(?![:=!])");

    /// Why a path cannot be had.
    static final class Unusable extends Exception {
        Unusable(String message) {
            super(message);
        }
    }

    /// @param type `Exact`, `Prefix` or `ImplementationSpecific`, which is a prefix here unless annotations make it an expression
    static Paths of(String type, String path, RouteOptions options) throws Unusable {
        String given = path == null || path.isEmpty() ? "/" : path;
        if (given.length() > LONGEST || !given.startsWith("/") || given.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
            throw new Unusable("a path begins with /, has at most %d characters, and no line breaks or other control characters".formatted(LONGEST));
        }
        if (type.equals("Exact")) {
            return new Paths(Location.Kind.EXACT, decoded(given));
        }
        if (options.regex() || options.rewriteTarget().isPresent()) {
            return new Paths(Location.Kind.REGEX, regex(given));
        }
        String plain = decoded(given);
        return new Paths(Location.Kind.PREFIX, plain.length() > 1 && plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain);
    }

    private static String regex(String path) throws Unusable {
        boolean plain = path.matches("[A-Za-z0-9/_~-]*");
        Optional<String> problem = expressionProblem("a path", path);
        if (problem.isPresent()) {
            throw new Unusable(problem.get());
        }
        return "^" + path + (plain && !path.endsWith("/") ? "(?=/|$)" : "");
    }

    /// What is wrong with a regular expression of a tenant's; empty for one that may stand in nginx's configuration, in quotes.
    static Optional<String> expressionProblem(String what, String text) {
        if (text.length() > LONGEST_REGEX || !REGEX.matcher(text).matches() || STRANGE_GROUP.matcher(text).find()
                || text.chars().filter(c -> c == '(').count() > MOST_GROUPS) {
            return Optional.of(("as a regular expression %s has letters, digits, . * + ? | ( ) [ ] ^ $ and escapes such as \\d or \\., no braces, "
                    + "at most %d groups and %d characters").formatted(what, MOST_GROUPS, LONGEST_REGEX));
        }
        try {
            Pattern.compile(text);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of("a regular expression: " + e.getDescription());
        }
    }

    private static String decoded(String path) throws Unusable {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        byte[] plain = new byte[bytes.length];
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                plain[length++] = bytes[i];
                continue;
            }
            int value = i + 2 < bytes.length ? hex(bytes[i + 1]) * 16 + hex(bytes[i + 2]) : -1;
            if (value < ' ' || value == 0x7F) {
                throw new Unusable("behind % stand two digits of a character that may stand in a path");
            }
            plain[length++] = (byte) value;
            i += 2;
        }
        return new String(plain, 0, length, StandardCharsets.UTF_8);
    }

    private static int hex(byte digit) {
        int value = Character.digit(digit, 16);
        return value < 0 ? -1_000 : value;
    }

    /// As a regular expression that means just this text.
    static String literally(String text) {
        StringBuilder pattern = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c < 128 && !Character.isLetterOrDigit(c) && c != '/' && c != '_') {
                pattern.append('\\');
            }
            pattern.appendCodePoint(c);
        });
        return pattern.toString();
    }

    /// Whether a host of an Ingress may stand in nginx's configuration: a name of DNS, perhaps with `*.` before it.
    static Optional<String> host(String host) {
        String name = host == null ? "" : host.toLowerCase();
        return name.isEmpty() || name.length() <= 253 && name.matches("(\\*\\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
                ? Optional.of(name)
                : Optional.empty();
    }
}
