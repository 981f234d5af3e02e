package dev.marina.controllers.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.marina.api.Document;
import dev.marina.model.Application.HookRun;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HookStepTest {

    private static final String JOB = "{'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'%s','annotations':{'helm.sh/hook':'%s','helm.sh/hook-weight':'%s'}}}";
    private static final Hook MIGRATE = Hook.of(document(JOB.formatted("migrate", "pre-install", "0")));

    private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static Document document(String json) {
        return Document.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static HookRun run(String result) {
        return new HookRun("pre-install", "Job", "migrate", result, "why");
    }

    private static HookStep next(List<HookRun> runs, Optional<Document> observed) {
        return HookStep.next(List.of(MIGRATE), "pre-install", runs, _ -> observed, LIMIT, BEGUN.plusSeconds(60));
    }

    private static Optional<Document> job(String status) {
        return Optional.of(document("{'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'migrate'},'status':{%s}}".formatted(status)));
    }

    @Test
    void theyRunByWeightThenByName() {
        List<Document> objects = List.of(document(JOB.formatted("c", "pre-install", "5")), document(JOB.formatted("b", "pre-install", "-1")),
                document(JOB.formatted("a", "pre-install,post-install", "5")), document(JOB.formatted("d", "post-install", "nonsense")));

        assertEquals(List.of("b", "a", "c"), Hook.of(objects, "pre-install").stream().map(hook -> hook.object().name()).toList());
        assertEquals(List.of("d", "a"), Hook.of(objects, "post-install").stream().map(hook -> hook.object().name()).toList());
    }

    @Test
    void aJobIsWaitedForUntilItHasEnded() {
        assertEquals(new HookStep.Start(MIGRATE), next(List.of(), Optional.empty()));
        assertInstanceOf(HookStep.Wait.class, next(List.of(run("Running")), job("")));
        assertEquals(new HookStep.Ended(MIGRATE, true, null), next(List.of(run("Running")), job("'conditions':[{'type':'Complete','status':'True'}]")));
        assertEquals(new HookStep.Ended(MIGRATE, false, "deadline"),
                next(List.of(run("Running")), job("'conditions':[{'type':'Failed','status':'True','message':'deadline'}]")));
        assertEquals(new HookStep.Ended(MIGRATE, false, "somebody has deleted it"), next(List.of(run("Running")), Optional.empty()));
        assertInstanceOf(HookStep.Done.class, next(List.of(run("Succeeded")), Optional.empty()));
        assertEquals(new HookStep.Failed("hook Job migrate (pre-install) failed: why"), next(List.of(run("Failed")), Optional.empty()));
    }

    @Test
    void oneThatTakesTooLongHasFailed() {
        Optional<Document> runs = Optional
                .of(document("{'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'migrate','creationTimestamp':'%s'}}".formatted(BEGUN)));
        List<HookRun> running = List.of(run("Running"));

        assertEquals(new HookStep.Wait(Duration.ofMinutes(4)), next(running, runs));
        assertEquals(new HookStep.Ended(MIGRATE, false, "it has not ended within 300 seconds (spec.sync.hookTimeoutSeconds)"),
                HookStep.next(List.of(MIGRATE), "pre-install", running, _ -> runs, LIMIT, BEGUN.plus(LIMIT)));
        assertEquals(new HookStep.Ended(MIGRATE, true, null), HookStep.next(List.of(MIGRATE), "pre-install", running,
                _ -> runs.map(job -> job.edited(root -> root.putObject("status").putArray("conditions").addObject().put("type", "Complete").put("status",
                        "True"))),
                LIMIT, BEGUN.plus(LIMIT)));
    }

    @Test
    void ofAnotherEventItIsAnotherRun() {
        assertEquals(new HookStep.Start(MIGRATE), next(List.of(new HookRun("pre-upgrade", "Job", "migrate", "Failed", "why")), Optional.empty()));
    }
}
