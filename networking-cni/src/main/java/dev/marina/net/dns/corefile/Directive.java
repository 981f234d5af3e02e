package dev.marina.net.dns.corefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One line of a Corefile with what stands in its braces.
///
/// @param block absent without braces
record Directive(int line, List<String> words, Optional<List<Directive>> block) {

    private static final int DEEPEST = 3;

    String name() {
        return words.getFirst();
    }

    List<String> arguments() {
        return words.subList(1, words.size());
    }

    List<Directive> inner() {
        return block.orElse(List.of());
    }

    /// Words are parted by blanks, `#` begins a comment, `"` holds blanks together; a brace opens at the end of a line and closes on a line of
    /// its own (https://github.com/coredns/caddy/blob/master/caddyfile/lexer.go, dispenser.go).
    static List<Directive> read(String text) throws CorefileFault {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            List<String> words = words(line, number);
            if (!words.isEmpty()) {
                lines.add(new Line(number, words));
            }
        }
        Cursor cursor = new Cursor(lines);
        return cursor.block(0, 0);
    }

    private static List<String> words(String line, int number) throws CorefileFault {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean begun = false;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char character = line.charAt(i);
            if (quoted) {
                if (character == '\\' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    word.append('"');
                    i++;
                } else if (character == '"') {
                    quoted = false;
                } else {
                    word.append(character);
                }
            } else if (Character.isWhitespace(character)) {
                if (begun) {
                    words.add(word.toString());
                    word.setLength(0);
                    begun = false;
                }
            } else if (character == '#' && !begun) {
                break;
            } else {
                quoted = character == '"' && !begun;
                if (!quoted) {
                    word.append(character);
                }
                begun = true;
            }
        }
        if (quoted) {
            throw new CorefileFault(number, "a quotation mark is opened and not closed");
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }

    private record Line(int number, List<String> words) {}

    private static final class Cursor {

        private final List<Line> lines;
        private int next;

        Cursor(List<Line> lines) {
            this.lines = lines;
        }

        /// @param opened the line of the brace, 0 for the file
        List<Directive> block(int opened, int depth) throws CorefileFault {
            List<Directive> found = new ArrayList<>();
            while (next < lines.size()) {
                Line line = lines.get(next++);
                if (line.words.equals(List.of("}"))) {
                    if (depth == 0) {
                        throw new CorefileFault(line.number, "a brace is closed and none is open");
                    }
                    return found;
                }
                found.add(directive(line, depth));
            }
            if (depth > 0) {
                throw new CorefileFault(opened, "the brace that is opened here is not closed; '}' stands on a line of its own");
            }
            return found;
        }

        private Directive directive(Line line, int depth) throws CorefileFault {
            List<String> words = line.words;
            boolean opens = words.getLast().equals("{");
            List<String> own = opens ? words.subList(0, words.size() - 1) : words;
            if (own.isEmpty() || own.contains("{") || own.contains("}")) {
                throw new CorefileFault(line.number, "'{' stands at the end of a line after a name, '}' on a line of its own");
            }
            if (!opens) {
                return new Directive(line.number, own, Optional.empty());
            }
            if (depth + 1 >= DEEPEST) {
                throw new CorefileFault(line.number, "braces lie no deeper than in a plugin of a server block");
            }
            return new Directive(line.number, own, Optional.of(block(line.number, depth + 1)));
        }
    }
}
