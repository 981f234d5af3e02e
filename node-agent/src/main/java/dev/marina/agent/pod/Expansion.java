package dev.marina.agent.pod;

import java.util.Map;

/// References `$(NAME)` in commands, arguments and variables. `$$` is a dollar sign, and an unknown name stays as it is written.
final class Expansion {

    private Expansion() {}

    static String expand(String text, Map<String, String> variables) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '$' || i + 1 == text.length()) {
                out.append(c);
                continue;
            }
            char next = text.charAt(i + 1);
            int end = text.indexOf(')', i);
            if (next == '$') {
                out.append('$');
                i++;
            } else if (next == '(' && end > 0) {
                String name = text.substring(i + 2, end);
                out.append(variables.getOrDefault(name, "$(" + name + ")"));
                i = end;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
