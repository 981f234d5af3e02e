package dev.marina.apiserver.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DeletionPlanTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Document parse(String json) {
        return Document.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static DeletionPlan plan(String json) {
        return DeletionPlan.of(parse(json), DeletionPlan.Options.NONE, NOW);
    }

    private static DeletionPlan.Options grace(long seconds) {
        return new DeletionPlan.Options(OptionalLong.of(seconds), "");
    }

    @Test
    void anObjectThatNothingKeepsIsRemoved() {
        assertInstanceOf(DeletionPlan.Remove.class, plan("{'apiVersion':'v1','kind':'ConfigMap','metadata':{}}"));
    }

    @Test
    void anObjectWithFinalizersIsMarked() {
        DeletionPlan.Mark mark = assertInstanceOf(DeletionPlan.Mark.class, plan("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'finalizers':['a/b']}}"));
        assertEquals("2026-01-01T00:00:00Z", mark.object().text("metadata", "deletionTimestamp"));
        assertEquals(List.of("a/b"), mark.object().finalizers());
    }

    @Test
    void markingTwiceChangesNothing() {
        assertInstanceOf(DeletionPlan.Leave.class,
                plan("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'finalizers':['a/b'],'deletionTimestamp':'x','deletionGracePeriodSeconds':0}}"));
    }

    @Test
    void aPodOnANodeEndsGracefully() {
        String pod = "{'apiVersion':'v1','kind':'Pod','metadata':{},'spec':{'nodeName':'n','terminationGracePeriodSeconds':5},'status':{'phase':'Running'}}";
        DeletionPlan.Mark mark = assertInstanceOf(DeletionPlan.Mark.class, plan(pod));
        assertEquals("2026-01-01T00:00:05Z", mark.object().text("metadata", "deletionTimestamp"));
        assertInstanceOf(DeletionPlan.Remove.class, DeletionPlan.of(mark.object(), grace(0), NOW));
        assertInstanceOf(DeletionPlan.Leave.class, DeletionPlan.of(mark.object(), DeletionPlan.Options.NONE, NOW));
        assertInstanceOf(DeletionPlan.Leave.class, DeletionPlan.of(mark.object(), grace(30), NOW));
        assertInstanceOf(DeletionPlan.Mark.class, DeletionPlan.of(mark.object(), grace(1), NOW));
    }

    @Test
    void aPodThatNoNodeStartedOrThatHasEndedIsRemoved() {
        assertInstanceOf(DeletionPlan.Remove.class, plan("{'apiVersion':'v1','kind':'Pod','metadata':{},'spec':{},'status':{'phase':'Pending'}}"));
        assertInstanceOf(DeletionPlan.Remove.class, plan("{'apiVersion':'v1','kind':'Pod','metadata':{},'spec':{'nodeName':'n'},'status':{'phase':'Failed'}}"));
    }

    @Test
    void propagationBecomesAFinalizer() {
        Document deployment = parse("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{}}");
        DeletionPlan.Mark foreground = assertInstanceOf(DeletionPlan.Mark.class,
                DeletionPlan.of(deployment, new DeletionPlan.Options(OptionalLong.empty(), "Foreground"), NOW));
        assertEquals(List.of("foregroundDeletion"), foreground.object().finalizers());
        DeletionPlan.Mark orphan = assertInstanceOf(DeletionPlan.Mark.class,
                DeletionPlan.of(deployment, new DeletionPlan.Options(OptionalLong.empty(), "Orphan"), NOW));
        assertEquals(List.of("orphan"), orphan.object().finalizers());
    }

    @Test
    void aNamespaceWaitsForItsContent() {
        DeletionPlan.Mark mark = assertInstanceOf(DeletionPlan.Mark.class,
                plan("{'apiVersion':'v1','kind':'Namespace','metadata':{},'spec':{'finalizers':['kubernetes']},'status':{'phase':'Active'}}"));
        assertEquals("Terminating", mark.object().text("status", "phase"));
        assertFalse(DeletionPlan.finished(mark.object()));
        assertTrue(DeletionPlan.finished(mark.object().without("spec", "finalizers")));
    }
}
