package dev.marina.controllers.ingress;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What a request is like, as variables of nginx's that are 1 or 0; each condition is asked once, whoever has it. Comparisons are regular
/// expressions, since nginx's maps take no notice of the case of plain words.
final class RequestConditions {

    private final List<String> maps = new ArrayList<>();
    private final Map<String, String> known = new LinkedHashMap<>();

    List<String> maps() {
        // a map of nginx's says nothing with a dollar sign in it, but a geo does
        List<String> all = new ArrayList<>(List.of("geo $gw_dollar {", "    default \"$\";", "}"));
        all.addAll(maps);
        return all;
    }

    void add(List<String> map) {
        maps.addAll(map);
    }

    /// The variable's name; empty where there is nothing to ask.
    ///
    /// @param path whether the path has to be asked too
    String of(RouteMatch match, boolean path) {
        List<String> all = new ArrayList<>();
        if (path) {
            all.add(one("uri", match.kind() == Location.Kind.REGEX ? match.path() : GatewayText.prefix(match)));
        }
        match.method().ifPresent(method -> all.add(one("request_method", "^" + method + "$")));
        match.headers().forEach(header -> all.add(one(variable(header.name()),
                "^(?:" + (header.regex() ? header.text() : Paths.literally(header.text())) + ")$")));
        match.params().forEach(param -> all.add(one("args", param(param))));
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

    static String variable(String header) {
        return "http_" + header.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    private String one(String variable, String expression) {
        return known.computeIfAbsent(variable + " " + expression, _ -> {
            String name = next();
            maps.addAll(List.of("map $%s $%s {".formatted(variable, name), "    default 0;", "    %s 1;".formatted(NginxText.quoted("~" + expression)), "}"));
            return name;
        });
    }

    private String next() {
        return "gw_is_" + (known.size() + 1) + "_" + maps.size();
    }

    /// The first parameter of the name, in any way in which its characters can be written.
    private static String param(RouteMatch.Value param) {
        String name = written(param.name());
        String value = param.regex() ? "(?:" + param.text() + ")" : written(param.text());
        return "^(?:(?!%s=)[^&]*&)*%s=%s(?:&|$)".formatted(name, name, value);
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
