package dev.marina.controllers.ingress;

import java.util.ArrayList;
import java.util.List;

/// Reads a configuration as nginx splits it into words (ngx_conf_read_token): which directives there are, and in which blocks. What stands
/// in quotes is one word, whatever it holds.
final class Skeleton {

    private final String text;
    private int at;
    private boolean quoted;

    private Skeleton(String text) {
        this.text = text;
    }

    /// One line for each directive: the blocks it stands in and its name, without what follows the name.
    static List<String> of(String text) {
        List<String> lines = new ArrayList<>();
        new Skeleton(text).read("", lines);
        return lines;
    }

    private void read(String inside, List<String> lines) {
        List<String> words = new ArrayList<>();
        for (String word = word(); word != null; word = word()) {
            if (!quoted && word.equals(";")) {
                lines.add(inside + words.getFirst());
                words.clear();
            } else if (!quoted && word.equals("{")) {
                lines.add(inside + words.getFirst() + " {");
                if (words.getFirst().matches("geo|map|split_clients")) {
                    // In these the first word of each line is a value.
                    values();
                } else {
                    read(inside + words.getFirst() + "/", lines);
                }
                words.clear();
            } else if (!quoted && word.equals("}")) {
                if (!words.isEmpty()) {
                    throw new AssertionError("unfinished: " + words);
                }
                return;
            } else {
                words.add(word);
            }
        }
    }

    private void values() {
        int count = 0;
        for (String word = word(); quoted || !word.equals("}"); word = word()) {
            count = !quoted && word.equals(";") ? 0 : count + 1;
            if (count > 2) {
                throw new AssertionError("three words in a map: " + word);
            }
        }
    }

    private String word() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return null;
        }
        if (text.charAt(at) == '#') {
            at = text.indexOf('\n', at);
            return word();
        }
        char first = text.charAt(at);
        quoted = first == '"' || first == '\'';
        if (!quoted && ";{}".indexOf(first) >= 0) {
            at++;
            return String.valueOf(first);
        }
        StringBuilder word = new StringBuilder();
        if (quoted) {
            for (at++; text.charAt(at) != first; at++) {
                if (text.charAt(at) == '\\') {
                    at++;
                }
                word.append(text.charAt(at));
            }
            at++;
            if (!Character.isWhitespace(text.charAt(at)) && ";{)".indexOf(text.charAt(at)) < 0) {
                throw new AssertionError("behind a quote stands " + text.charAt(at));
            }
            return word.toString();
        }
        while (!Character.isWhitespace(text.charAt(at)) && text.charAt(at) != ';' && (text.charAt(at) != '{' || word.toString().endsWith("$"))) {
            word.append(text.charAt(at++));
        }
        return word.toString();
    }
}
