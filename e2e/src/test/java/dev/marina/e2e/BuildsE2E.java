package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
}
