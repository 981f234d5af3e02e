package dev.marina.labs.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is wrong with a lab is said with file, field, value and what would be right, and costs no other lab.
class LabCatalogueTest {

    private static final String LAB = """
            title: {en: One, zh: 一}
            summary: {en: One., zh: 一。}
            course: first-steps
            order: 1
            minutes: 5
            values: {web: {oneOf: [shop, blog]}, copies: {between: [2, 4]}}
            start: [web.yaml]
            steps:
            - id: only
              title: {en: Only, zh: 唯一}
              goals:
              - id: there
                title: {en: "${web} is there", zh: "${web} 在"}
                points: 2
                when:
                  object: {kind: ConfigMap, name: "${web}"}
                  is: object.data.color == 'red'
                  see: {en: "It is {object.data.color}.", zh: "它是 {object.data.color}。"}
            """;
    private static final String TEXT = "Hello ${web}.\n\n## Only {#only}\n\n```sh\nkubectl get pods\n```\n\n## End {#end}\n\nBye.\n";

    @TempDir
    Path labs;

    @BeforeEach
    void aLabThatIsRight() throws IOException {
        write("right", LAB);
    }

    private void write(String id, String yaml) throws IOException {
        Path folder = Files.createDirectories(labs.resolve(id));
        Files.createDirectories(folder.resolve("manifests"));
        Files.writeString(folder.resolve("lab.yaml"), yaml);
        Files.writeString(folder.resolve("en.md"), TEXT);
        Files.writeString(folder.resolve("zh.md"), TEXT);
        Files.writeString(folder.resolve("manifests/web.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \"${web}-given\"}\n");
    }

    private List<String> problems() {
        LabCatalogue catalogue = LabCatalogue.load(labs);
        assertEquals(List.of("right"), catalogue.labs().stream().map(Lab::id).toList());
        return catalogue.problems().stream().map(problem -> new LabProblem(problem.file(), problem.field(), problem.message())).map(LabProblem::toString)
                .toList();
    }

    @Test
    void aLabIsReadWhole() {
        assertEquals(List.of(), problems());
        Lab lab = LabCatalogue.load(labs).find("right").orElseThrow();
        assertEquals(2, lab.points());
        assertEquals(List.of("kubectl get pods\n"), lab.text().get("en").commands());
        Filling filling = lab.filling(7, "lab-right");
        assertEquals(filling, lab.filling(7, "lab-right"));
        assertTrue(List.of("shop", "blog").contains(filling.values().get("web")));
        assertTrue(List.of("2", "3", "4").contains(filling.values().get("copies")));
        assertEquals(filling.values().get("web") + "-given", lab.start().getFirst().filled(filling).getFirst().name());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            course: first-steps       | course: cooking                | wrong/lab.yaml: course: Unsupported value: "cooking": supported values: "first-steps", "advanced", "cloud"
            points: 2                 | points: many                   | wrong/lab.yaml: steps[0].goals[0].points: Invalid value: "string": steps[0].goals[0].points in body must be of type integer: "string"
            points: 2                 | points: 100                    | wrong/lab.yaml: steps[0].goals[0].points: Invalid value: 100: steps[0].goals[0].points in body should be less than or equal to 20
            minutes: 5                | minuets: 5                     | wrong/lab.yaml: minuets: Forbidden: a lab has no such field
            == 'red'                  | = 'red'                        | wrong/lab.yaml: steps[0].goals[0].when.is: is "object.data.color = 'red'"; it must be an expression in CEL
            object: {kind: ConfigMap, | object: {kind: ConfigMap, selector: x, | wrong/lab.yaml: steps[0].goals[0].when.object.selector: Forbidden: a lab has no such field
            object: {kind: ConfigMap, name: "${web}"} | access: {user: a, serviceAccount: b, allowed: [list pods]} | wrong/lab.yaml: steps[0].goals[0].when.access: must name a user or a serviceAccount, and not both
            object: {kind: ConfigMap, name: "${web}"} | access: {user: a, denied: [pods]} | wrong/lab.yaml: steps[0].goals[0].when.access.denied: has "pods"; it must be a verb and a resource such as "get deployments.apps"
            object: {kind: ConfigMap, name: "${web}"} | access: {user: a} | wrong/lab.yaml: steps[0].goals[0].when.access.allowed: is missing; access needs allowed, denied or both
            zh: 唯一}                  | fr: Seul}                      | wrong/lab.yaml: steps[0].title.zh: Required value
            zh: "${web} 在"            | zh: "${wbe} 在"                 | wrong/lab.yaml: has a place ${wbe}; there are only [namespace, copies, web]
            start: [web.yaml]         | start: [none.yaml]             | wrong/manifests/none.yaml: is missing; it must be a file of the lab
            start: [web.yaml]         | start: [../../right/manifests/web.yaml] | wrong/lab.yaml: start[0]: Invalid value
            - id: only                | - id: other                    | wrong/en.md: has the parts [only]; they must be the steps [other] in their order
            """)
    void whatIsWrongIsSaid(String right, String wrong, String expected) throws IOException {
        assertTrue(LAB.contains(right), right);
        write("wrong", LAB.replace(right, wrong));
        List<String> problems = problems();
        assertTrue(problems.stream().anyMatch(problem -> problem.startsWith(expected)), problems::toString);
    }

    @Test
    void whatIsNoYamlOrTooLargeOrLiesElsewhereIsNoLab() throws IOException {
        write("wrong", "{");
        write("large", LAB);
        Files.writeString(labs.resolve("large/en.md"), "x".repeat(70_000));
        write("linked", LAB);
        Files.delete(labs.resolve("linked/zh.md"));
        Files.createSymbolicLink(labs.resolve("linked/zh.md"), labs.resolve("right/zh.md"));
        write("Bad_Name", LAB);
        List<String> problems = problems();
        assertTrue(problems.stream().anyMatch(problem -> problem.startsWith("wrong/lab.yaml: is no YAML")), problems::toString);
        assertTrue(problems.contains("large/en.md: has 70000 bytes; it must have 65536 at most"), problems::toString);
        assertTrue(problems.contains("linked/zh.md: is missing; it must be a file of the lab"), problems::toString);
        assertTrue(problems.contains("Bad_Name: is no id of a lab; it must be a DNS label of 40 characters at most, without two hyphens side by side"),
                problems::toString);
    }

    @Test
    void theLineOfAFieldIsSaidAndOfAMissingOneThatOfWhatItIsMissingIn() throws IOException {
        write("wrong", LAB.replace("points: 2", "points: 100").replace("zh: 唯一}", "fr: Seul}"));
        assertEquals(List.of("wrong/lab.yaml:10", "wrong/lab.yaml:10", "wrong/lab.yaml:14"), LabCatalogue.load(labs).problems().stream()
                .map(problem -> problem.file() + ":" + problem.line()).sorted().toList());
    }

    @Test
    void textsAreReadInTimeLinearInTheirLength() throws IOException {
        Files.writeString(labs.resolve("right/en.md"), "## a" + " ".repeat(60_000) + "\n" + TEXT);
        Files.writeString(labs.resolve("right/zh.md"), "```sh\n".repeat(9_000));
        assertTimeout(Duration.ofSeconds(5), () -> LabCatalogue.load(labs));
    }

    @Test
    void languagesHaveTheSameCommands() throws IOException {
        write("wrong", LAB);
        Files.writeString(labs.resolve("wrong/zh.md"), TEXT.replace("get pods", "get nodes"));
        assertTrue(problems().contains("wrong/zh.md: has other commands than en.md; blocks marked sh or sh real must be the same in all languages"));
    }
}
