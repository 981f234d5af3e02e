package dev.marina.labs.exam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.labs.content.Exam;
import dev.marina.labs.content.ExamCatalogue;
import dev.marina.labs.content.LabCatalogue;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExamScoreTest {

    private final Exam exam = ExamCatalogue.load(Path.of("../../labs"), LabCatalogue.load(Path.of("../../labs"))).find("administrator").orElseThrow();

    @Test
    void everythingIsAHundredPerCentAndNothingIsNone() {
        Map<String, Integer> all = exam.tasks().stream().collect(Collectors.toMap(Exam.ExamTask::id, Exam.ExamTask::points));
        ExamScore whole = ExamScore.of(exam, all);
        assertEquals(100, whole.percent());
        assertTrue(whole.passed());
        assertEquals(whole.of(), whole.points());
        assertEquals(0, ExamScore.of(exam, Map.of()).percent());
        assertFalse(ExamScore.of(exam, Map.of()).passed());
    }

    @Test
    void aTaskCountsByItsWeightWhateverItsPoints() {
        exam.tasks().forEach(task -> assertEquals(task.weight(), ExamScore.of(exam, Map.of(task.id(), task.points())).percent(), task.id()));
    }

    @Test
    void whoIsJustBelowTheMarkHasNotPassed() {
        // all but ports, crash and rights: 64
        Map<String, Integer> most = exam.tasks().stream().filter(task -> !java.util.List.of("ports", "crash", "rights").contains(task.id()))
                .collect(Collectors.toMap(Exam.ExamTask::id, Exam.ExamTask::points));
        assertEquals(64, ExamScore.of(exam, most).percent());
        assertFalse(ExamScore.of(exam, most).passed());
    }
}
