package dev.marina.apiserver.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Document;
import dev.marina.apiserver.backup.FillPlan.Await;
import dev.marina.apiserver.backup.FillPlan.Choose;
import dev.marina.apiserver.backup.FillPlan.Done;
import dev.marina.apiserver.backup.FillPlan.NotConcerned;
import dev.marina.apiserver.backup.FillPlan.Places;
import dev.marina.apiserver.backup.FillPlan.Write;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FillPlanTest {

    private static final Places TWO = new Places(Map.of("n1", "m1", "n2", "m2"), Set.of("n1", "n2"), Set.of("m1", "m2"));

    /// @param annotations as JSON
    /// @param rest of its spec
    private static Optional<Document> claim(String annotations, String rest, String phase) {
        return Optional.of(Document.parse("""
                {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data", "namespace": "shop", "annotations": %s},
                 "spec": {"dataSourceRef": {"apiGroup": "marina.dev", "kind": "Backup", "name": "b"} %s}, "status": {"phase": "%s"}}
                """.formatted(annotations, rest, phase).getBytes(StandardCharsets.UTF_8)));
    }

    private static Optional<Document> waiting() {
        return claim("{}", "", "Pending");
    }

    private static FillPlan plan(Optional<Document> claim, Places places) {
        return FillPlan.of(claim, "b", "m2", places, Optional.empty(), true);
    }

    @Test
    void aClaimThatDoesNotWaitForThisBackupIsLeftAlone() {
        assertEquals(new NotConcerned(), plan(Optional.empty(), TWO));
        assertEquals(new NotConcerned(), FillPlan.of(waiting(), "another", "m2", TWO, Optional.empty(), true));
    }

    @Test
    void itGoesToTheMachineOnWhichItLayWhereThatIs() {
        assertEquals(new Choose("n2"), plan(waiting(), TWO));
    }

    /// A pod that had two of them can have them again.
    @Test
    void whatLayOnOneMachineComesToOneMachine() {
        Places other = new Places(Map.of("n7", "m7", "n8", "m8"), Set.of("n7", "n8"), Set.of("m1", "m2"));
        assertEquals(new Choose("n8"), plan(waiting(), other));
        assertEquals(new Choose("n7"), FillPlan.of(waiting(), "b", "m1", other, Optional.empty(), true));
    }

    @Test
    void aPodThatWantsItIsScheduledFirstForSomeTime() {
        assertEquals(new Await("pod web-0 is to be scheduled first"), FillPlan.of(waiting(), "b", "m2", TWO, Optional.of("web-0"), true));
        assertEquals(new Choose("n2"), FillPlan.of(waiting(), "b", "m2", TWO, Optional.of("web-0"), false));
    }

    @Test
    void itIsMadeWhereSomebodyWantsIt() {
        assertEquals(new Write("m1"), plan(claim("{\"volume.kubernetes.io/selected-node\": \"n1\"}", "", "Pending"), TWO));
        assertEquals(new Choose("n2"), plan(claim("{\"volume.kubernetes.io/selected-node\": \"gone\"}", "", "Pending"), TWO), "that node is no more");
    }

    @Test
    void withoutANodeItWaits() {
        assertEquals(new Await("the cluster has no node that is ready"), plan(waiting(), new Places(Map.of("n1", "m1"), Set.of(), Set.of("m2"))));
    }

    @Test
    void whatHasBeenMadeIsNotMadeTwiceAndTheClaimGoesWhereItIs() {
        String made = "{\"volume.kubernetes.io/selected-node\": \"%s\", \"marina.dev/restored-volume\": \"m1\"}";
        assertEquals(new Await("its volume is being bound"), plan(claim(made.formatted("n1"), "", "Pending"), TWO));
        assertEquals(new Choose("n1"), plan(claim(made.formatted("n2"), "", "Pending"), TWO), "somebody has said another node meanwhile");
        assertEquals(new Await("its volume is being bound"), plan(claim("{}", ", \"volumeName\": \"v\"", "Pending"), TWO));
        assertEquals(new Done(), plan(claim("{}", ", \"volumeName\": \"v\"", "Bound"), TWO));
    }
}
