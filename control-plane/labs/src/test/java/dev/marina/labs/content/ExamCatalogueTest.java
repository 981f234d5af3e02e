package dev.marina.labs.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Exams are read of labs that there are; what is wrong is said with its place and keeps no other from being there.
class ExamCatalogueTest {

    private static final Path INSTALLATION = Path.of("../../labs");
    private static final String EXAM = """
            title: {en: One, zh: 一}
            summary: {en: One., zh: 一。}
            minutes: 30
            pass: 66
            tasks:
            - id: rights
              lab: access
              weight: 10
              goals: [role]
              ask: {en: "Let ${who} read.", zh: "让 ${who} 读。"}
            """;

    @TempDir
    Path directory;

    private final LabCatalogue labs = LabCatalogue.load(INSTALLATION);

    private ExamCatalogue exams(String id, String yaml) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("exams").resolve(id));
        Files.writeString(folder.resolve("exam.yaml"), yaml);
        return ExamCatalogue.load(directory, labs);
    }

    @Test
    void theInstallationsExamsAreRightAndLikeTheRealOnes() {
        ExamCatalogue exams = ExamCatalogue.load(INSTALLATION, labs);
        assertEquals(List.of(), exams.problems());
        assertEquals(List.of("administrator", "developer"), exams.exams().stream().map(Exam::id).toList());
        for (Exam exam : exams.exams()) {
            assertEquals(100, exam.tasks().stream().mapToInt(Exam.ExamTask::weight).sum(), exam.id());
            assertTrue(exam.tasks().stream().allMatch(task -> task.points() > 0 && task.lab().nodes() != Lab.Nodes.REAL), exam.id());
        }
    }

    @Test
    void onlyTheGoalsThatAreNamedCount() throws IOException {
        Exam exam = exams("one", EXAM).find("one").orElseThrow();
        assertEquals(List.of("role"), exam.tasks().getFirst().counted().stream().map(Goal::id).toList());
        assertEquals(3, exam.tasks().getFirst().points());
        assertEquals(labs.find("access").orElseThrow().title(), exam.tasks().getFirst().title());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            minutes: 30   | minutes: 500 | exams/wrong/exam.yaml: minutes: Invalid value: 500
            pass: 66      | pass: 101    | exams/wrong/exam.yaml: pass: Invalid value: 101
            minutes: 30   | hours: 1     | exams/wrong/exam.yaml: hours: Forbidden: an exam has no such field
            lab: access   | lab: nothing | exams/wrong/exam.yaml: tasks[0].lab: is "nothing"; it must be the id of a lab
            goals: [role] | goals: [rule] | exams/wrong/exam.yaml: tasks[0].goals: has "rule"; it must be a goal of the lab: [role, bound]
            ${who} read   | ${whom} read | exams/wrong/exam.yaml: tasks[0].ask: has a place ${whom}; there are only [namespace, who]
            id: rights    | id: Rights!  | exams/wrong/exam.yaml: tasks[0].id: Invalid value
            """)
    void whatIsWrongIsSaid(String right, String wrong, String expected) throws IOException {
        exams("right", EXAM);
        ExamCatalogue catalogue = exams("wrong", EXAM.replace(right, wrong));
        assertEquals(List.of("right"), catalogue.exams().stream().map(Exam::id).toList());
        assertTrue(catalogue.problems().stream().map(problem -> new LabProblem(problem.file(), problem.field(), problem.message()))
                .anyMatch(problem -> problem.toString().startsWith(expected)), catalogue.problems()::toString);
    }

    @Test
    void aLabThatBreaksSomethingWhenAGoalIsMetWouldTellThatItIs() throws IOException {
        Lab faulty = LabCatalogue.load(Path.of("../testing/src/test/labs")).find("colors").orElseThrow();
        assertFalse(faulty.faults().isEmpty());
        Path folder = Files.createDirectories(directory.resolve("exams/faulty"));
        Files.writeString(folder.resolve("exam.yaml"), EXAM.replace("lab: access", "lab: colors").replace("goals: [role]", "goals: [painted]")
                .replace("${who}", "you"));
        ExamCatalogue catalogue = ExamCatalogue.load(directory, new LabCatalogue(List.of(faulty), List.of()));
        assertEquals(List.of(), catalogue.exams());
        assertTrue(catalogue.problems().getFirst().message().contains("has faults"), catalogue.problems()::toString);
    }

    @Test
    void aFolderThatIsALinkOrHasNoNameOfOneIsNone() throws IOException {
        exams("Not_A_Name", EXAM);
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("secret.yaml"), EXAM);
        Files.createDirectories(directory.resolve("exams/linked"));
        Files.createSymbolicLink(directory.resolve("exams/linked/exam.yaml"), elsewhere.resolve("secret.yaml"));
        assertEquals(List.of(), ExamCatalogue.load(directory, labs).exams());
    }
}
