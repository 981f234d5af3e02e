package dev.marina.console.terminal;

import java.util.ArrayList;
import java.util.List;

/// What was typed, as words for a record: signs stand for keys that are none.
final class TypedText {

    static final int MOST = 200;

    private final StringBuilder line = new StringBuilder();

    /// @return what has to be recorded before this is passed on: where it may set something off, or there is much
    List<String> add(String typed) {
        typed.codePoints().forEach(this::append);
        return typed.codePoints().anyMatch(Character::isISOControl) || line.length() > MOST ? take() : List.of();
    }

    private void append(int point) {
        switch (point) {
            case '\r', '\n' -> line.append('⏎');
            case 0x1b -> line.append('␛');
            case 0x7f -> line.append('⌫');
            default -> {
                if (point < ' ') {
                    line.append('^').append((char) (point + '@'));
                } else if (Character.isISOControl(point) || Character.getType(point) == Character.FORMAT || point == 0x2028 || point == 0x2029
                        || Character.getType(point) == Character.SURROGATE) {
                    line.append("<%04x>".formatted(point));
                } else {
                    line.appendCodePoint(point);
                }
            }
        }
    }

    /// All that is not recorded yet, in pieces.
    List<String> take() {
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < line.length();) {
            int to = Math.min(line.length(), from + MOST);
            to = to < line.length() && Character.isHighSurrogate(line.charAt(to - 1)) ? to - 1 : to;
            pieces.add(line.substring(from, to));
            from = to;
        }
        line.setLength(0);
        return pieces;
    }

    boolean isEmpty() {
        return line.isEmpty();
    }
}
