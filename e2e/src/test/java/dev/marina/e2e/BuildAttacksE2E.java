package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the commands of a build do to whoever lets them run: each attack ends with its build, and another tenant notices nothing.
@Order(8)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuildAttacksE2E {

    private static final Duration SOON = Duration.ofMinutes(1);

    private Marina marina;
    private Tenant mallory;
    private Tenant witness;
    private BuildOrders attacks;

    @BeforeAll
    void twoTenants(Marina given) {
        marina = given;
        marina.command("images", "debian", "build", "build-run").succeeded();
        mallory = marina.signUp("builds-evil").awaitNodes(2);
        witness = marina.signUp("builds-well").awaitNodes(2).startBusybox("web", "").awaitPodReady("web");
        attacks = new BuildOrders(mallory);
    }

    @AfterEach
    void theWitnessIsWell() {
        Await.until("the witness writes and resolves names", SOON,
                () -> witness.inPod("web", "dd if=/dev/zero of=/tmp/x bs=1M count=8 2>&1 && rm /tmp/x && nslookup kubernetes.default.svc.cluster.local"),
                said -> said.exitCode() == 0);
    }

    private void attack(String name, String commands) {
        attack(name, commands, "");
    }

    private void attack(String name, String commands, String more) {
        attacks.order(name,
                Map.of("Dockerfile", "FROM marina/debian:1\nSHELL [\"/bin/bash\", \"-c\"]\n" + commands + "\nCMD [\"sleep\", \"infinity\"]\n", "file", "x"),
                more);
    }

    @Test
    void noSecretIsWhereCommandsRun() {
        attack("secrets", """
                RUN <<EOF
                env; cat /proc/[0-9]*/environ | tr '\\0' '\\n'
                ls -d /var/run/registry /var/run/secrets /run/secrets /workspace /context /opt/java 2>&1 | sed 's/.*No such.*/nothing/'
                find / -xdev -name '*token*' -size -20k ! -path '/usr/*' ! -path '/proc/*' ! -path '/var/lib/dpkg/*'
                for one in /proc/[0-9]*; do readlink $one/exe; done
                cut -d' ' -f5 /proc/self/mountinfo
                EOF
                """);

        attacks.succeeded("secrets");

        String log = attacks.log("secrets");
        assertEquals(6, log.lines().filter("nothing"::equals).count(), log);
        for (String secret : List.of("BUILD_", "eyJ", "token", "java", "/var/run")) {
            assertTrue(log.lines().filter(line -> !line.startsWith("==> ")).noneMatch(line -> line.contains(secret)), secret + ": " + log);
        }
    }

    @Test
    void aCommandHasNoMoreRightsThanAnyContainer() {
        attack("rights", """
                RUN mknod /disk b 254 0 2>&1; mount -t tmpfs none /mnt 2>&1; unshare -m true 2>&1; echo 1 > /proc/sys/kernel/panic; \\
                    grep -E 'CapEff|NoNewPrivs|Seccomp:' /proc/self/status; true
                RUN test ! -e /disk && touch /here && chown 1:1 /here
                """);

        attacks.succeeded("rights");

        String log = attacks.log("rights");
        assertTrue(log.lines().anyMatch(line -> line.matches("CapEff:\\s+00000000800405fb")), log);
        assertTrue(log.lines().anyMatch(line -> line.matches("NoNewPrivs:\\s+1")), log);
        assertTrue(log.lines().anyMatch(line -> line.matches("Seccomp:\\s+2")), log);
    }

    @Test
    void whatRunsForEverEndsWithItsTime() {
        attack("for-ever", "RUN sleep infinity", "timeoutSeconds: 40");

        assertEquals("It took longer than spec.timeoutSeconds allows", attacks.failed("for-ever"));
    }

    @Test
    void whatACommandLeavesBehindEndsWithIt() {
        attack("haunts", """
                RUN setsid sleep 36000 & (trap '' HUP TERM; exec -a haunting sleep 36000) & disown -a; echo left
                RUN for one in /proc/[0-9]*; do tr '\\0' ' ' < $one/cmdline; echo; done | grep -E 'sleep 3[6]00|[h]aunting' && exit 1; true
                """);

        attacks.succeeded("haunts");
    }

    @Test
    void aForkBombIsItsPodsOwn() {
        attack("bomb", "RUN bomb() { bomb | bomb & }; bomb; sleep 20; echo over", "timeoutSeconds: 45");

        attacks.ended("bomb");

        theWitnessIsWell();
        attack("after-bomb", "RUN echo well");
        attacks.succeeded("after-bomb");
    }

    @Test
    void aFullDiskIsItsNodesOwn() {
        attack("fills", "RUN dd if=/dev/zero of=/big bs=1M");

        String why = attacks.failed("fills");

        // A node whose disk is full gives up the logs of what has ended: the message is what stays.
        assertEquals("Dockerfile, line 3: the command failed (1); what it says stands above", why);
        theWitnessIsWell();
        attack("after-full", "RUN echo well");
        attacks.succeeded("after-full");
    }

    @Test
    void memoryThatIsTakenIsThePodsOwn() {
        attack("greedy", "RUN all=$(head -c 4G /dev/zero | tr '\\0' x); echo ${#all}");

        String why = attacks.failed("greedy");

        assertTrue(why.contains("memory"), why);
    }

    @Tag("long")
    @Test
    void whoBreaksTheToolsBreaksTheirOwnBuild() {
        attack("broken", "RUN rm -rf /.marina/*\nRUN echo");
        attack("killed", "RUN kill -9 -1");
        attack("liar", "RUN printf 'cat >/dev/null; while :; do printf aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done' > /.marina/serve\nRUN echo",
                "timeoutSeconds: 45");

        assertFalse(attacks.failed("broken").isBlank());
        assertTrue(attacks.failed("killed").contains("has ended"), attacks.failed("killed"));
        assertFalse(attacks.failed("liar").isBlank());
    }

    /// Links, whiteouts and rights are what they are in the image, and nowhere else.
    @Tag("long")
    @Test
    void whatIsOddInARootStaysInTheImage() {
        attack("odd", """
                RUN mkdir /deep && ln -s /etc /out && ln -s ../../../../../../etc /deep/up && touch /.wh.usr /srv/.wh..wh..opq && cp /bin/true /suid && chmod 6755 /suid
                COPY file /out/through
                COPY file /deep/up/
                RUN test -f /etc/through && test -f /etc/file && test -L /out && mkfifo /fifo && touch "$(printf 'a\\nb')"
                FROM marina/debian:1
                COPY --from=0 /out /etc/copied/
                COPY --from=0 /suid /a?b /
                RUN test -f /etc/copied/through && test -d /usr/bin && test -f "$(printf '/a\\nb')" && test -u /suid
                """);

        String image = attacks.succeeded("odd");

        mallory.kubectl("run", "odd", "--image=" + image, "--command", "--", "sleep", "infinity").succeeded();
        mallory.awaitPodReady("odd");
        assertEquals("x", mallory.inPod("odd", "cat /etc/copied/through").succeeded().output().strip());
    }

    @Test
    void aFloodOfWordsIsTheLogsOwn() {
        attack("floods", "RUN head -c 20M /dev/zero; yes x | head -c 20M; echo; echo the end");

        attacks.succeeded("floods");
    }

    /// The machine's own ports, by the one address of it that pods reach.
    @Test
    void thePlatformsNetworkIsClosed() throws Exception {
        JsonNode ports = new ObjectMapper().readTree(Files.readString(marina.home().resolve("ports.json")));
        String numbers = ports.valueStream().filter(JsonNode::isInt).map(JsonNode::asText).collect(Collectors.joining(" "));
        assertNotEquals("", numbers, ports.toString());
        attack("network", """
                ARG FRONT
                ARG CONSOLE
                RUN <<EOF
                try() { timeout 1 bash -c "exec 3<>/dev/tcp/$1/$2" 2>/dev/null && echo "open: $1 $2"; }
                try $FRONT $CONSOLE
                for port in %s; do try $FRONT $port; try 127.0.0.1 $port; done
                for place in 169.254.169.254; do try $place 80; done
                exit 0
                EOF
                """.formatted(numbers), "arguments: [{name: FRONT, value: '%s'}, {name: CONSOLE, value: '%d'}]".formatted(front(), URI.create(marina.console())
                .getPort()));

        attacks.succeeded("network");

        List<String> open = attacks.log("network").lines().filter(line -> line.startsWith("open: ")).toList();
        assertEquals(List.of("open: %s %d".formatted(front(), URI.create(marina.console()).getPort())), open);
    }

    /// At which pods reach the console and the registry: the last address of the nodes' subnet.
    private String front() {
        return mallory.nodeAddresses().getFirst().replaceAll("\\.\\d+\\.\\d+$", ".255.254");
    }

    @Test
    void nothingOfOneTenantIsInAnothersBuild() {
        BuildOrders own = new BuildOrders(witness);
        own.order("private", Map.of("Dockerfile", "FROM marina/busybox:1\nCOPY secret /secret\n", "secret", "only ours"), "");
        String image = own.succeeded("private");
        String claim = """
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: cache}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 32Mi}}}
                """;
        witness.kubectlWithInput(claim, "apply", "-f", "-").succeeded();
        mallory.kubectlWithInput(claim, "apply", "-f", "-").succeeded();
        String cache = "FROM marina/debian:1\nRUN --mount=type=cache,target=/c ls /c; touch /c/of-%s\n";
        own.order("cached", Map.of("Dockerfile", cache.formatted("the-witness")), "cache: {claim: cache}");
        own.succeeded("cached");

        attacks.order("base", Map.of("Dockerfile", "FROM %s\nRUN cat /secret\n".formatted(image)), "");
        attacks.order("copy", Map.of("Dockerfile", "FROM marina/debian:1\nCOPY --from=%s /secret /\nRUN cat /secret\n".formatted(image)), "");
        attacks.failed("base");
        attacks.failed("copy");
        attacks.order("cached", Map.of("Dockerfile", cache.formatted("mallory")), "cache: {claim: cache}");
        attacks.succeeded("cached");

        assertFalse(attacks.log("base").contains("only ours"));
        assertFalse(attacks.log("copy").contains("only ours"));
        assertFalse(attacks.log("cached").lines().anyMatch("of-the-witness"::equals));
    }

    /// Both have the same Dockerfile and the same file, and so the same keys. What was made first is in the image only of whom it was made for.
    @Test
    void layersOfOneTenantAreNotFoundByAnother() {
        String honest = "FROM marina/debian:1\nCOPY file /\nRUN cat /file /proc/sys/kernel/hostname > /made; cat /made\n";
        attacks.order("poison", Map.of("Dockerfile", honest, "file", "the same\n"), "");
        attacks.succeeded("poison");
        attacks.order("poison-again", Map.of("Dockerfile", honest, "file", "the same\n"), "");
        attacks.succeeded("poison-again");
        BuildOrders own = new BuildOrders(witness);
        own.order("clean", Map.of("Dockerfile", honest, "file", "the same\n"), "");
        own.succeeded("clean");

        assertTrue(attacks.log("poison-again").contains("CACHED RUN"), attacks.log("poison-again"));
        assertFalse(own.log("clean").contains("CACHED"), own.log("clean"));
        assertTrue(own.log("clean").lines().anyMatch("clean-build"::equals), own.log("clean"));
    }

    /// A command is root where later stages are made, and could lay what it likes under their keys: so they have others.
    @Test
    void whatACommandLeavesInTheContainerIsFoundByNoOtherSource() {
        String honest = "FROM marina/debian:1\nRUN echo honest > /made\n";
        attack("plants", """
                RUN mv /.marina/bin/tar /.marina/bin/real && printf '#!/.marina/bin/busybox sh\\ncase "$*" in *--create*) echo planted > /made;; esac; exec /.marina/bin/real "$@"\\n' > /.marina/bin/tar && chmod 755 /.marina/bin/tar
                """ + honest + "COPY --from=0 /etc/hostname /\n");
        attacks.ended("plants");
        attacks.order("harvest", Map.of("Dockerfile", honest + "RUN cat /made\n"), "");
        attacks.succeeded("harvest");

        assertTrue(attacks.log("harvest").lines().anyMatch("honest"::equals), attacks.log("harvest"));
        assertFalse(attacks.log("harvest").contains("CACHED"), attacks.log("harvest"));
    }

    /// What is not kept is said, and the build goes on.
    @Test
    void aLayerThatIsTooLargeIsNotKept() {
        String large = "FROM marina/debian:1\nRUN head -c 300M /dev/urandom > /noise\nFROM marina/debian:1\nCOPY --from=0 /etc/debian_version /version\n";
        attacks.order("large", Map.of("Dockerfile", large), "");
        attacks.succeeded("large");

        assertTrue(attacks.log("large").contains("is not kept for other builds"), attacks.log("large"));
    }
}
