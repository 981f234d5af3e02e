package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StagePlanTest {

    private static final BaseDescription BASE = new BaseDescription(Map.of("PATH", "/bin", "LANG", "C"), "/base", "9", List.of("sha256:base"));

    private static StagePlan plan(String text, Map<String, String> given) {
        Dockerfile file = Dockerfile.parse(text, given);
        return StagePlan.of(file, file.stages().getLast(), BASE, given);
    }

    @Test
    void filesAndHowTheyAreRun() {
        StagePlan plan = plan("""
                FROM marina/busybox:1
                ENV GREETING="hello there" NAME=ann
                ENV OLD style with blanks
                WORKDIR /srv
                COPY index.html css \\
                     ./
                ADD ["a file", "b"]
                WORKDIR sub
                COPY . .
                EXPOSE 8080
                LABEL by=$NAME
                USER 1000
                CMD ["httpd", "-f"]
                """, Map.of());

        ImagePlan laid = plan.laid("marina/busybox:1", new Context(Path.of("/none"), Set.of(), DockerIgnore.NOTHING));
        assertTrue(plan.plain());
        assertFalse(plan.needsFiles());
        assertEquals(List.of(new ImagePlan.Addition("index.html", "/srv/"), new ImagePlan.Addition("css", "/srv/"), new ImagePlan.Addition("a file", "/srv/b"),
                new ImagePlan.Addition(".", "/srv/sub/")), laid.additions());
        assertEquals(Map.of("GREETING", "hello there", "NAME", "ann", "OLD", "style with blanks"), plan.changes().environment());
        assertEquals("/srv/sub", plan.changes().directory());
        assertEquals(List.of("httpd", "-f"), plan.changes().command());
        assertEquals(List.of("8080/tcp"), plan.changes().ports());
        assertEquals(Map.of("by", "ann"), plan.changes().labels());
        assertEquals("1000", plan.changes().user());
    }

    @Test
    void aCommandHasItsShellItsUserAndItsVariables() {
        StagePlan plan = plan("""
                ARG VERSION=1
                FROM a
                ARG VERSION
                ARG PATH=/hidden
                ARG GIVEN=no
                RUN first
                USER ann
                WORKDIR sub
                SHELL ["/bin/bash", "-ec"]
                ENV LANG=de
                RUN second $VERSION
                RUN ["third", "$VERSION"]
                """, Map.of("GIVEN", "yes", "UNDECLARED", "x"));

        List<Step.Run> runs = plan.steps().stream().filter(Step.Run.class::isInstance).map(Step.Run.class::cast).toList();
        assertTrue(plan.needsFiles());
        assertEquals(new Step.Run(6, List.of("/bin/sh", "-c", "first"), Map.of("VERSION", "1", "PATH", "/bin", "GIVEN", "yes", "LANG", "C"), "9", "/base",
                List.of()), runs.get(0));
        assertEquals(new Step.Run(11, List.of("/bin/bash", "-ec", "second $VERSION"), Map.of("VERSION", "1", "PATH", "/bin", "GIVEN", "yes", "LANG", "de"),
                "ann", "/base/sub", List.of()), runs.get(1));
        assertEquals(List.of("third", "$VERSION"), runs.get(2).command());
        assertEquals(Map.of("LANG", "de"), plan.changes().environment(), "arguments do not become the image's");
    }

    @Test
    void filesOfOtherStagesAreNotTheSources() {
        StagePlan plan = plan("FROM a\nCOPY --from=build --chown=1:2 --chmod=755 /x /y/\nRUN --mount=type=cache,target=/root/.m2 z\n", Map.of());

        assertEquals(new Step.Copy(2, Optional.of("build"), List.of("/x"), "/y/", "1:2", "755"), plan.steps().getFirst());
        assertEquals(List.of("/root/.m2"), ((Step.Run) plan.steps().getLast()).caches());
        assertFalse(plan("FROM a\nCOPY --from=build /x /y", Map.of()).plain());
        assertFalse(plan("FROM a\nCOPY --from=build --chown=1:2 /x /y", Map.of()).needsFiles(), "numbers need no names");
        assertTrue(plan("FROM a\nCOPY --chown=ann x /y", Map.of()).needsFiles());
    }

    @Test
    void anEntrypointTakesTheCommandAway() {
        assertEquals(List.of(), plan("FROM a\nCMD x\nENTRYPOINT [\"b\"]", Map.of()).changes().command());
        assertEquals(List.of("/bin/sh", "-c", "run it"), plan("FROM a\nCMD run it", Map.of()).changes().command());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"ADD https://evil.test/x /|line 2: ADD of https://evil.test/x", "CMD [\"x|line 2: [\"x is no array",
            "FETCH x|line 2: FETCH is not known here", "COPY x|COPY needs what to copy and where to",
            "RUN --mount=type=secret,id=x y|type=secret,id=x is not done here",
            "RUN --mount=type=bind,source=/,target=/x y|is not done here", "RUN --security=insecure x|line 2: RUN --network and --security are not done here",
            "RUN|line 2: RUN needs a command"})
    void whatIsNotDoneIsRefusedByLineAndName(String line, String message) {
        BuildFailure refused = assertThrows(BuildFailure.class, () -> plan("FROM a\n" + line, Map.of()));

        assertTrue(refused.getMessage().contains(message), refused.getMessage());
    }
}
