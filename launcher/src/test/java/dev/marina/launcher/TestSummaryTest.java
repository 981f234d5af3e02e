package dev.marina.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class TestSummaryTest {
    private final TestSummary summary = new TestSummary();

    @Test
    void theFailedTestsStandAfterTheStages() {
        summary.ended(TestStage.unit, false, Duration.ofSeconds(61), new TestReport(List.of("A.a: needs root"), List.of(), List.of("A.b: timed out")));
        summary.ended(TestStage.it, true, Duration.ofSeconds(5), new TestReport(List.of(), List.of("B.b: expected 1", "B.c: timed out"), List.of()));
        summary.skip(TestStage.e2e, "it needs root");

        assertEquals(List.of("skipped: A.a: needs root", "unsteady, passed when repeated: A.b: timed out",
                "unit     61 s  passed", "it        5 s  FAILED", "e2e       0 s  skipped: it needs root",
                "failed in it:", "  B.b: expected 1", "  B.c: timed out"), summary.lines());
        assertTrue(summary.failed());
    }

    @Test
    void aStageThatFailedWithoutATestSaysWhereToLook() {
        summary.ended(TestStage.unit, true, Duration.ofSeconds(3), new TestReport(List.of(), List.of(), List.of()));

        assertEquals("  no test that reports; the reason is above, in Maven's output", summary.lines().getLast());
    }

    @Test
    void aStageThatPassedHasNoList() {
        summary.ended(TestStage.unit, false, Duration.ofSeconds(3), new TestReport(List.of(), List.of(), List.of()));

        assertEquals(1, summary.lines().size());
        assertFalse(summary.failed());
    }

    @Test
    void aHundredLinesAreTheMost() {
        summary.ended(TestStage.e2e, true, Duration.ofSeconds(3),
                new TestReport(List.of(), IntStream.range(0, 250).mapToObj(i -> "T.t" + i + ": x").toList(), List.of()));

        assertEquals(1 + TestSummary.MOST_LINES, summary.lines().size());
        assertEquals("and 152 lines more", summary.lines().getLast());
    }
}
