package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.builds.ImagePlan.Addition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerfileTest {

    @Test
    void filesAndHowTheyAreRun() {
        ImagePlan plan = Dockerfile.parse("""
                # a comment
                ARG VERSION=1
                FROM marina/busybox:${VERSION}
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
                """);

        assertEquals("marina/busybox:1", plan.base());
        assertEquals(
                List.of(new Addition("index.html", "/srv/"), new Addition("css", "/srv/"), new Addition("a file", "/srv/b"), new Addition(".", "/srv/sub")),
                plan.additions());
        assertEquals(Map.of("GREETING", "hello there", "NAME", "ann", "OLD", "style with blanks"), plan.changes().environment());
        assertEquals("/srv/sub", plan.changes().directory());
        assertEquals(List.of("httpd", "-f"), plan.changes().command());
        assertEquals(List.of("8080/tcp"), plan.changes().ports());
        assertEquals(Map.of("by", "ann"), plan.changes().labels());
        assertEquals("1000", plan.changes().user());
    }

    @Test
    void anEntrypointTakesTheCommandAway() {
        assertEquals(List.of(), Dockerfile.parse("FROM a\nCMD x\nENTRYPOINT [\"b\"]").changes().command());
        assertEquals(List.of("/bin/sh", "-c", "run it"), Dockerfile.parse("FROM a\nCMD run it").changes().command());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"FROM a~RUN make|line 2: RUN: a build runs nothing here", "COPY a b~FROM c|line 1: COPY comes before FROM",
            "FROM a~FROM b|line 2: a second FROM", "FROM a~COPY --from=x y z|line 2: COPY --from=x is not known here",
            "FROM a~ADD https://evil.test/x /|line 2: ADD of https://evil.test/x", "FROM a~CMD [\"x|line 2: [\"x is no array",
            "FROM a~SHELL x|SHELL is not known here",
            "FROM a~COPY x|COPY needs what to copy and where to"})
    void whatIsNotDoneIsRefusedByLineAndName(String text, String message) {
        BuildFailure refused = assertThrows(BuildFailure.class, () -> Dockerfile.parse(text.replace('~', '\n')));

        assertTrue(refused.getMessage().contains(message), refused.getMessage());
    }

    @Test
    void aFileWithoutEndHasOne() {
        assertTrue(assertThrows(BuildFailure.class, () -> Dockerfile.parse("FROM a\n".repeat(3000))).getMessage().contains("more than 2000 lines"));
        assertEquals("the Dockerfile has no FROM", assertThrows(BuildFailure.class, () -> Dockerfile.parse("# nothing")).getMessage());
    }
}
