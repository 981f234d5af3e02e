package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Sources become applications that answer, by a Dockerfile whose commands are run.
@Order(8)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuildsE2E {

    private static final String ASKER = "asker";

    private Tenant tenant;
    private BuildOrders builds;

    @BeforeAll
    void aTenant(Marina marina) {
        marina.command("images", "debian", "build", "build-run").succeeded();
        tenant = marina.signUp("builder").awaitNodes(2).startBusybox(ASKER, "").awaitPodReady(ASKER);
        builds = new BuildOrders(tenant);
    }

    private String answer(String build, String path) {
        return builds.answer(build, path, ASKER);
    }

    @Test
    void stagesAndCommandsOfADockerfileMakeWhatAnswers() {
        builds.order("stages", Map.of("Dockerfile", """
                ARG BASE=marina/none:1
                FROM ${BASE} AS make
                SHELL ["/bin/bash", "-euc"]
                ARG GREETING=nothing
                WORKDIR /made
                COPY *.part ./
                RUN <<EOF
                cat a.part b.part > page && test ! -e c.part
                echo "$GREETING from $(id -un) in $PWD" >> page
                EOF
                RUN useradd --create-home ann && rm /etc/motd /etc/issue && ln -s page link && chmod 4755 page
                USER ann
                RUN id -un > /tmp/who && [[ $HOME = /home/ann ]]
                FROM marina/busybox:1
                COPY --from=make --chown=1000:1000 /made/link /srv/index.html
                COPY --from=make /tmp/who /srv/
                EXPOSE 8080
                CMD ["httpd", "-f", "-p", "8080", "-h", "/srv"]
                """, "a.part", "one ", "b.part", "two ", "c.part", "not this", ".dockerignore", "c.*\n"),
                "arguments: [{name: BASE, value: 'marina/debian:1'}, {name: GREETING, value: hello}]");

        builds.succeeded("stages");

        assertEquals("one two hello from root in /made", answer("stages", "/"));
        assertEquals("ann", answer("stages", "/who"));
        String log = builds.log("stages");
        assertTrue(log.contains("==> line 8: RUN cat a.part") || log.contains("==> line 7: RUN cat a.part"), log);
    }

    @Test
    void whatACommandTakesAwayIsNotInTheImage() {
        builds.order("taken", Map.of("Dockerfile", """
                FROM marina/debian:1
                RUN rm -rf /usr/share/doc /etc/issue && mkdir -p /srv/www && echo changed > /etc/debian_version
                FROM 0
                RUN test ! -e /etc/issue && test ! -e /usr/share/doc && test -d /usr/share/man && mkdir /usr/share/doc && touch /usr/share/doc/new
                CMD ["sleep", "infinity"]
                """), "");
        String image = builds.succeeded("taken");

        tenant.kubectl("run", "taken", "--image=" + image).succeeded();
        tenant.awaitPodReady("taken");

        assertEquals("changed\n/usr/share/doc/new",
                tenant.inPod("taken", "cat /etc/debian_version; find /usr/share/doc -type f; ls /etc/issue 2>/dev/null || true")
                        .output().strip());
        tenant.kubectl("delete", "pod", "taken", "--grace-period=1").succeeded();
    }

    @Test
    void aFailureNamesItsLine() {
        builds.order("fails", Map.of("Dockerfile", "FROM marina/debian:1\nRUN echo before\nRUN echo words of the command; exit 7\n"), "");

        assertEquals("Dockerfile, line 3: the command failed (7); what it says stands above", builds.failed("fails"));
        assertTrue(builds.log("fails").contains("words of the command"), builds.log("fails"));
    }

    /// The claim is the bound, and the tenant's own.
    @Test
    void whatWasFetchedStaysInTheClaimThatTheBuildNames() {
        tenant.kubectlWithInput("""
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: fetched}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 64Mi}}}
                """, "apply", "-f", "-").succeeded();
        String file = "FROM marina/debian:1\nRUN --mount=type=cache,target=/fetched ls /fetched; touch /fetched/%s\nRUN test ! -e /fetched\n";

        builds.order("first", Map.of("Dockerfile", file.formatted("kept-by-the-first")), "cache: {claim: fetched}");
        builds.succeeded("first");
        builds.order("second", Map.of("Dockerfile", file.formatted("x")), "cache: {claim: fetched}");
        builds.succeeded("second");
        builds.order("third", Map.of("Dockerfile", file.formatted("y")), "");
        builds.succeeded("third");

        assertTrue(builds.log("second").lines().anyMatch("kept-by-the-first"::equals), builds.log("second"));
        assertTrue(builds.log("third").lines().noneMatch("kept-by-the-first"::equals), builds.log("third"));
    }

    /// What is above what has changed is there already.
    @Test
    void whatAnEarlierBuildHasMadeIsNotMadeAgain() {
        String file = """
                FROM marina/debian:1 AS make
                WORKDIR /made
                COPY names ./
                RUN echo making once; cat names > fetched; date +%s%N >> fetched; rm /etc/issue
                COPY page ./
                RUN test ! -e /etc/issue && cat page fetched > index.html
                FROM marina/busybox:1
                COPY --from=make --chown=1000:1000 /made/index.html /srv/
                COPY --chown=1000:1001 page /srv/
                RUN test "$(stat -c %u:%g /srv/index.html) $(stat -c %u:%g /srv/page)" = "1000:1000 1000:1001"
                CMD ["httpd", "-f", "-p", "8080", "-h", "/srv"]
                """;
        builds.order("layers-1", Map.of("Dockerfile", file, "names", "ann\n", "page", "one\n"), "image: layers");
        String first = builds.succeeded("layers-1");
        builds.order("layers-2", Map.of("Dockerfile", file, "names", "ann\n", "page", "two\n"), "image: layers");
        builds.succeeded("layers-2");
        builds.order("layers-3", Map.of("Dockerfile", file, "names", "ann\n", "page", "two\n"), "image: layers");
        builds.succeeded("layers-3");
        builds.order("layers-4", Map.of("Dockerfile", file, "names", "ann\n", "page", "one\n"), "image: layers, fresh: true");
        String fresh = builds.succeeded("layers-4");

        assertTrue(builds.log("layers-1").lines().noneMatch(line -> line.contains("CACHED")), builds.log("layers-1"));
        List<String> second = builds.log("layers-2").lines().toList();
        assertTrue(second.contains("==> line 3: CACHED COPY names /made/") && second.stream().anyMatch(line -> line.startsWith("==> line 4: CACHED RUN echo")),
                second::toString);
        assertTrue(second.contains("==> line 5: COPY page /made/") && !second.contains("making once"), second::toString);
        assertTrue(builds.log("layers-3").lines().filter(line -> line.matches("==> line \\d+: .*")).allMatch(line -> line.contains(": CACHED ")),
                builds.log("layers-3"));
        String one = answer("layers-1", "/");
        assertEquals(one.replace("one", "two"), answer("layers-2", "/"), "with the moment of the first");
        assertEquals(answer("layers-2", "/"), answer("layers-3", "/"));
        assertTrue(builds.log("layers-4").lines().anyMatch("making once"::equals), builds.log("layers-4"));
        assertNotEquals(first, fresh);
    }

    /// A build that fails has kept what it had made until then.
    @Test
    void afterAFailureWhatWentWellIsFoundAgain() {
        builds.order("half", Map.of("Dockerfile", "FROM marina/debian:1\nRUN echo well > /well\nRUN cat /wel\n"), "");
        builds.failed("half");
        builds.order("whole", Map.of("Dockerfile", "FROM marina/debian:1\nRUN echo well > /well\nRUN cat /well\n"), "");
        builds.succeeded("whole");

        assertTrue(builds.log("whole").lines().anyMatch(line -> line.startsWith("==> line 2: CACHED RUN")), builds.log("whole"));
        assertTrue(builds.log("whole").lines().anyMatch("well"::equals), builds.log("whole"));
    }
}
