package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerfileTest {

    private static Dockerfile parsed(String text) {
        return Dockerfile.parse(text, Map.of());
    }

    @Test
    void stagesAreKnownByNameAndNumber() {
        Dockerfile file = parsed("""
                FROM a AS first
                RUN x
                FROM b as second
                FROM --platform=linux/amd64 c
                FROM First
                COPY --from=second /x /y
                """);

        assertEquals(List.of("a", "b", "c", "First"), file.stages().stream().map(Dockerfile.Stage::base).toList());
        assertEquals(0, file.stage("first", 3));
        assertEquals(1, file.stage("1", 3));
        assertEquals(-1, file.stage("3", 3), "a stage is not its own base");
        assertEquals(-1, file.stage("nginx", 3));
        assertEquals(List.of(0, 1, 3), file.needed(), "what nobody asks for is not made");
    }

    @Test
    void argumentsBeforeFromAreForFrom() {
        String text = "ARG VERSION=1\nARG WHOLE=marina/x:${VERSION}\nFROM ${WHOLE}\n";

        assertEquals("marina/x:1", parsed(text).stages().getFirst().base());
        assertEquals("marina/x:2", Dockerfile.parse(text, Map.of("VERSION", "2", "OTHER", "x")).stages().getFirst().base());
    }

    @Test
    void linesGoOnAndScriptsAreTheShells() {
        List<Instruction> found = parsed("""
                FROM a
                # a comment
                RUN one \\
                # in between

                  two
                RUN <<EOF
                # not for us
                three
                EOF
                RUN cat <<'END' > /x
                $four
                END
                RUN last""").stages().getFirst().instructions();

        assertEquals(List.of("one   two", "# not for us\nthree\n", "cat <<'END' > /x\n$four\nEND\n", "last"), found.stream().map(Instruction::rest).toList());
        assertEquals(List.of(6, 7, 11, 14), found.stream().map(Instruction::line).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"COPY a b~FROM c|line 1: COPY comes before FROM", "FROM a b|line 1: FROM needs an image",
            "FROM a~COPY --parents x y|line 2: COPY --parents is not known here", "FROM $NONE|line 1: $NONE is empty",
            "FROM a~RUN <<EOF~x|line 2: what begins with <<EOF does not end"})
    void whatIsNotDoneIsRefusedByLineAndName(String text, String message) {
        BuildFailure refused = assertThrows(BuildFailure.class, () -> parsed(text.replace('~', '\n')));

        assertTrue(refused.getMessage().contains(message), refused.getMessage());
    }

    @Test
    void aFileWithoutEndHasOne() {
        assertTrue(assertThrows(BuildFailure.class, () -> parsed("FROM a\n".repeat(3000))).getMessage().contains("more than 2000 lines"));
        assertTrue(assertThrows(BuildFailure.class, () -> parsed("FROM a\n".repeat(30))).getMessage().contains("more than 20 stages"));
        assertEquals("the Dockerfile has no FROM", assertThrows(BuildFailure.class, () -> parsed("# nothing")).getMessage());
    }
}
