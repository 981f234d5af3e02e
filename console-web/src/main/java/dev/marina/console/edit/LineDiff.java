package dev.marina.console.edit;

import java.util.ArrayList;
import java.util.List;

/// Two texts side by side, line by line.
public record LineDiff(List<Line> lines) {

    /// Beyond it, what lies between the first and the last difference counts as changed whole.
    private static final int MOST_COMPARISONS = 4_000_000;

    public enum Sign {
        SAME(' '), GONE('-'), NEW('+');

        private final char mark;

        Sign(char mark) {
            this.mark = mark;
        }

        public char mark() {
            return mark;
        }
    }

    public record Line(Sign sign, String text) {}

    public static LineDiff of(String before, String after) {
        List<String> old = before.lines().toList();
        List<String> now = after.lines().toList();
        int head = 0;
        while (head < Math.min(old.size(), now.size()) && old.get(head).equals(now.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < Math.min(old.size(), now.size()) - head && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
            tail++;
        }
        List<Line> lines = new ArrayList<>();
        old.subList(0, head).forEach(line -> lines.add(new Line(Sign.SAME, line)));
        middle(old.subList(head, old.size() - tail), now.subList(head, now.size() - tail), lines);
        old.subList(old.size() - tail, old.size()).forEach(line -> lines.add(new Line(Sign.SAME, line)));
        return new LineDiff(List.copyOf(lines));
    }

    /// By the longest lines in common.
    private static void middle(List<String> old, List<String> now, List<Line> lines) {
        if ((long) old.size() * now.size() > MOST_COMPARISONS) {
            old.forEach(line -> lines.add(new Line(Sign.GONE, line)));
            now.forEach(line -> lines.add(new Line(Sign.NEW, line)));
            return;
        }
        int[][] common = new int[old.size() + 1][now.size() + 1];
        for (int i = old.size() - 1; i >= 0; i--) {
            for (int j = now.size() - 1; j >= 0; j--) {
                common[i][j] = old.get(i).equals(now.get(j)) ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
                lines.add(new Line(Sign.SAME, old.get(i++)));
                j++;
            } else if (i < old.size() && (j == now.size() || common[i + 1][j] >= common[i][j + 1])) {
                lines.add(new Line(Sign.GONE, old.get(i++)));
            } else {
                lines.add(new Line(Sign.NEW, now.get(j++)));
            }
        }
    }

    public boolean same() {
        return lines.stream().allMatch(line -> line.sign() == Sign.SAME);
    }

    /// Only the changed lines with some around them; a line left out is an empty one without a sign.
    public List<Line> around(int context) {
        List<Line> shown = new ArrayList<>();
        int last = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (near(i, context)) {
                if (last >= 0 && last < i - 1) {
                    shown.add(new Line(Sign.SAME, "…"));
                }
                shown.add(lines.get(i));
                last = i;
            }
        }
        return shown;
    }

    private boolean near(int index, int context) {
        for (int i = Math.max(0, index - context); i <= Math.min(lines.size() - 1, index + context); i++) {
            if (lines.get(i).sign() != Sign.SAME) {
                return true;
            }
        }
        return false;
    }
}
