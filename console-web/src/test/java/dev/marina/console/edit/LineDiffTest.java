package dev.marina.console.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LineDiffTest {

    private static String shown(Iterable<LineDiff.Line> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.sign().mark()).append(line.text()).append('\n'));
        return text.toString();
    }

    @Test
    void linesThatWentStandBeforeThoseThatCame() {
        assertEquals(" a\n-b\n+c\n d\n", shown(LineDiff.of("a\nb\nd\n", "a\nc\nd\n").lines()));
        assertTrue(LineDiff.of("a\n", "a\n").same());
    }

    @Test
    void onlyTheSurroundingsAreShown() {
        String text = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        assertEquals(" 1\n-2\n+x\n 3\n …\n 7\n-8\n+y\n 9\n", shown(LineDiff.of(text, text.replace("2", "x").replace("8", "y")).around(1)));
    }

    @Test
    void eitherSideCanBeReadFromIt() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            String before = text(random);
            String after = text(random);
            LineDiff diff = LineDiff.of(before, after);
            assertEquals(before, side(diff, LineDiff.Sign.NEW), "seed " + seed);
            assertEquals(after, side(diff, LineDiff.Sign.GONE), "seed " + seed);
        }
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(12), 0, 4).mapToObj(one -> one + "\n").collect(Collectors.joining());
    }

    private static String side(LineDiff diff, LineDiff.Sign without) {
        return diff.lines().stream().filter(line -> line.sign() != without).map(line -> line.text() + "\n").collect(Collectors.joining());
    }

    @Test
    void twoVeryLongTextsTakeNoTimeOfNote() {
        String before = "a\n".repeat(5_000) + "x\n" + "c\n".repeat(5_000);
        String after = "b\n".repeat(5_000) + "x\n" + "d\n".repeat(5_000);

        assertEquals(20_002, LineDiff.of(before, after).lines().size());
    }
}
