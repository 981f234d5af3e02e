package dev.marina.controllers.ingress;

import dev.marina.controllers.ingress.RouteMatch.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What a request is like, as variables of nginx's that are 1 or 0; each condition is asked once, whoever has it. Comparisons are regular
/// expressions, since nginx's maps take no notice of the case of plain words.
final class RequestConditions {

    private static final int MOST_VALUES = 64;

    private final String prefix;
    private final List<String> maps = new ArrayList<>();
    private final Map<String, String> known = new LinkedHashMap<>();
    private int numbers;

    /// @param prefix of the names of its variables
    RequestConditions(String prefix) {
        this.prefix = prefix;
    }

    List<String> maps() {
        // a map of nginx's says nothing with a dollar sign in it, but a geo does
        List<String> all = new ArrayList<>(List.of("geo $%s_dollar {".formatted(prefix), "    default \"$\";", "}"));
        all.addAll(maps);
        return all;
    }

    void add(List<String> map) {
        maps.addAll(map);
    }

    /// The name of a variable that nothing else has.
    String name(String what) {
        return "%s_%s_%d".formatted(prefix, what, ++numbers);
    }

    /// The variable's name; empty where there is nothing to ask.
    ///
    /// @param path whether the path has to be asked too
    String of(RouteMatch match, boolean path) {
        List<String> all = new ArrayList<>();
        if (path) {
            all.add(one("uri", path(match), new Value("uri", true, "")));
        }
        match.method().ifPresent(method -> all.add(one("request_method", "^" + method + "$", new Value("method", true, ""))));
        match.headers().forEach(header -> all.add(one(variable(header.name()), header(header), header)));
        match.params().forEach(param -> all.add(one("args", param(param), param)));
        if (all.size() < 2) {
            return all.isEmpty() ? "" : all.getFirst();
        }
        return known.computeIfAbsent(String.join("&", all), _ -> {
            String name = next();
            maps.addAll(List.of("map \"%s\" $%s {".formatted(all.stream().map(each -> "$" + each).collect(Collectors.joining()), name), "    default 0;",
                    "    %s 1;".formatted("1".repeat(all.size())), "}"));
            return name;
        });
    }

    /// Whether nginx would read each of what it asks as one word.
    static boolean fits(RouteMatch match) {
        return NginxText.fits(NginxText.quoted(path(match)))
                && match.headers().stream().allMatch(header -> NginxText.fits(NginxText.quoted(header(header))))
                && match.params().stream().allMatch(param -> NginxText.fits(NginxText.quoted(param(param))))
                && match.headers().size() + match.params().size() <= MOST_VALUES;
    }

    static String variable(String header) {
        return "http_" + header.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    private static String path(RouteMatch match) {
        return match.kind() == Location.Kind.REGEX ? match.path() : PathLocations.start(match);
    }

    private String one(String variable, String expression, Value value) {
        String sign = value.ignoreCase() ? "~*" : "~";
        return known.computeIfAbsent("%s %s%s %s %s".formatted(variable, sign, expression, value.inverted(), value.absent()), _ -> {
            String name = next();
            maps.addAll(List.of("map $%s $%s {".formatted(variable, name), "    default %d;".formatted(value.inverted() ? 1 : 0),
                    "    \"\" %d;".formatted(value.absent() ? 1 : 0),
                    "    %s %d;".formatted(NginxText.quoted(sign + expression), value.inverted() ? 0 : 1), "}"));
            return name;
        });
    }

    private String next() {
        return "%s_is_%d_%d".formatted(prefix, known.size() + 1, maps.size());
    }

    private static String header(Value header) {
        String text = Paths.literally(header.text());
        return switch (header.kind()) {
            case EXACT -> "^(?:" + text + ")$";
            case REGEX -> "^(?:" + header.text() + ")$";
            case PREFIX -> "^" + text;
            case SUFFIX -> text + "$";
            case CONTAINS -> text;
            case PRESENT -> ".";
        };
    }

    /// The first parameter of the name, in any way in which its characters can be written.
    private static String param(Value param) {
        String name = written(param.name());
        String begin = "^(?:(?!%s(?:[=&]|$))[^&]*&)*%s".formatted(name, name);
        String text = written(param.text());
        return switch (param.kind()) {
            case EXACT -> begin + "=" + text + "(?:&|$)";
            case REGEX -> begin + "=(?:" + param.text() + ")(?:&|$)";
            case PREFIX -> begin + "=" + text;
            case SUFFIX -> begin + "=[^&]*" + text + "(?:&|$)";
            case CONTAINS -> begin + "=[^&]*" + text;
            case PRESENT -> begin + "(?:=|&|$)";
        };
    }

    private static String written(String text) {
        StringBuilder pattern = new StringBuilder();
        for (byte each : text.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            int value = each & 0xFF;
            String hex = "%%%s%s".formatted(digit(value >> 4), digit(value & 15));
            pattern.append("(?:").append(hex);
            if (value == ' ') {
                pattern.append("|\\+");
            } else if (value > ' ' && value < 0x7F && "&#+%".indexOf(value) < 0) {
                pattern.append('|').append(Paths.literally(String.valueOf((char) value)));
            }
            pattern.append(')');
        }
        return pattern.toString();
    }

    private static String digit(int value) {
        String upper = Integer.toHexString(value).toUpperCase(Locale.ROOT);
        return value < 10 ? upper : "[" + upper + upper.toLowerCase(Locale.ROOT) + "]";
    }
}
