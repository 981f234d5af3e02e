package dev.marina.apiserver.cel;

import java.util.List;

/// Texts that functions make, with an end to their length: a few characters of an expression could ask for terabytes.
final class BoundedTexts {

    static final int LONGEST = 10_000_000;

    private BoundedTexts() {}

    static String replace(String text, String from, String to, long count) {
        if (count == 0 || from.isEmpty() && to.isEmpty()) {
            return text;
        }
        StringBuilder result = new StringBuilder();
        int at = 0;
        long left = count < 0 ? Long.MAX_VALUE : count;
        while (left > 0) {
            int found = text.indexOf(from, at);
            if (found < 0 || from.isEmpty() && at > text.length()) {
                break;
            }
            result.append(text, at, found).append(to);
            check(result.length());
            left--;
            if (from.isEmpty()) {
                if (at == text.length()) {
                    return result.toString();
                }
                result.append(text.charAt(at));
                at++;
            } else {
                at = found + from.length();
            }
        }
        return result.append(text, Math.min(at, text.length()), text.length()).toString();
    }

    static String join(List<?> parts, String separator) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            result.append(i == 0 ? "" : separator).append(parts.get(i));
            check(result.length());
        }
        return result.toString();
    }

    static String format(String form, List<?> values) {
        StringBuilder result = new StringBuilder();
        int next = 0;
        for (int i = 0; i < form.length(); i++) {
            char c = form.charAt(i);
            if (c != '%') {
                result.append(c);
                continue;
            }
            if (++i == form.length()) {
                throw new IllegalArgumentException("unexpected end of string");
            }
            if (form.charAt(i) == '%') {
                result.append('%');
                continue;
            }
            StringBuilder precision = new StringBuilder();
            while (form.charAt(i) == '.' || Character.isDigit(form.charAt(i))) {
                precision.append(form.charAt(i));
                if (++i == form.length()) {
                    throw new IllegalArgumentException("could not find end of formatting clause");
                }
            }
            if (next >= values.size()) {
                throw new IllegalArgumentException("index %d out of range".formatted(next));
            }
            result.append(clause(form.charAt(i), precision.toString(), values.get(next++)));
            check(result.length());
        }
        return result.toString();
    }

    private static String clause(char kind, String precision, Object value) {
        return switch (kind) {
            case 's' -> text(value);
            case 'd' -> text(value);
            case 'f', 'e' -> {
                if (precision.length() > 4) {
                    throw new IllegalArgumentException("precision %s is too large".formatted(precision));
                }
                yield String.format(java.util.Locale.ROOT, "%" + (precision.isEmpty() ? ".6" : precision) + kind, ((Number) value).doubleValue());
            }
            case 'x' -> value instanceof Number number
                    ? Long.toHexString(number.longValue())
                    : java.util.HexFormat.of().formatHex(value.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            case 'X' -> clause('x', precision, value).toUpperCase(java.util.Locale.ROOT);
            case 'o' -> Long.toOctalString(((Number) value).longValue());
            case 'b' -> value instanceof Boolean flag ? (flag ? "1" : "0") : Long.toBinaryString(((Number) value).longValue());
            default -> throw new IllegalArgumentException("unrecognized formatting clause \"%s\"".formatted(kind));
        };
    }

    private static String text(Object value) {
        return switch (value) {
            case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 -> Long.toString(number.longValue());
            case List<?> list -> "[" + join(list.stream().map(BoundedTexts::text).toList(), ", ") + "]";
            case java.util.Map<?, ?> map ->
                "{" + join(map.entrySet().stream().map(entry -> text(entry.getKey()) + ": " + text(entry.getValue())).sorted().toList(), ", ") + "}";
            default -> String.valueOf(value);
        };
    }

    private static void check(int length) {
        if (length > LONGEST) {
            throw new CostExceeded();
        }
    }
}
