package dev.marina.builds;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `$NAME`, `${NAME}`, `${NAME:-otherwise}` and `${NAME:+instead}` in a Dockerfile; `\$` is a dollar.
final class Variables {

    private static final Pattern VARIABLE = Pattern
            .compile("\\\\\\$|\\$(?:\\{(?<braced>\\w+)(?::(?<sign>[-+])(?<word>[^}]*))?\\}|(?<plain>[A-Za-z_]\\w*))");

    private Variables() {}

    static String filled(String text, Map<String, String> values) {
        return VARIABLE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found.group(), found.group("braced"), found.group("plain"),
                found.group("sign"), found.group("word"), values)));
    }

    private static String value(String all, String braced, String plain, String sign, String word, Map<String, String> values) {
        if (all.equals("\\$")) {
            return "$";
        }
        String value = values.getOrDefault(braced != null ? braced : plain, "");
        if ("-".equals(sign)) {
            return value.isEmpty() ? word : value;
        }
        return "+".equals(sign) ? value.isEmpty() ? "" : word : value;
    }
}
