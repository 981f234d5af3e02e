package dev.marina.controllers.flowcontrol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchemaBuilder;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchemaCondition;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.PriorityLevelConfiguration;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.PriorityLevelConfigurationBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlowSchemaReconcilerTest {

    private static final List<Document> STANDING = List.of(document("""
            {"apiVersion":"flowcontrol.apiserver.k8s.io/v1","kind":"PriorityLevelConfiguration","metadata":{"name":"low",
            "annotations":{"apf.kubernetes.io/autoupdate-spec":"true"}},"spec":{"type":"Limited","limited":{"nominalConcurrencyShares":100}}}"""), document("""
            {"apiVersion":"flowcontrol.apiserver.k8s.io/v1","kind":"FlowSchema","metadata":{"name":"everybody",
            "annotations":{"apf.kubernetes.io/autoupdate-spec":"true"}},"spec":{"matchingPrecedence":9000,"priorityLevelConfiguration":{"name":"low"}}}"""));

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final FlowSchemaReconciler schemas = new FlowSchemaReconciler(STANDING);
    private final PriorityLevelReconciler levels = new PriorityLevelReconciler(STANDING);

    @AfterEach
    void close() {
        world.close();
    }

    private static Document document(String json) {
        return Document.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private void schema(String name, String level) {
        world.writes(acme).create(Types.FLOW_SCHEMAS, new FlowSchemaBuilder().withNewMetadata().withName(name).endMetadata().withNewSpec()
                .withNewPriorityLevelConfiguration(level).endSpec().build());
    }

    private void level(String name) {
        world.writes(acme).create(Types.PRIORITY_LEVELS, new PriorityLevelConfigurationBuilder().withNewMetadata().withName(name).endMetadata().withNewSpec()
                .withType("Limited").endSpec().build());
    }

    private FlowSchemaCondition said(String name) throws Exception {
        world.reconcile(schemas, acme, "", name);
        return world.require(acme, Types.FLOW_SCHEMAS, "", name).getStatus().getConditions().getFirst();
    }

    @Test
    void aSchemaSaysWhetherItsLevelIsThere() throws Exception {
        schema("mine", "own");
        FlowSchemaCondition missing = said("mine");
        assertEquals("Dangling True NotFound", missing.getType() + " " + missing.getStatus() + " " + missing.getReason());
        assertEquals("This FlowSchema references the PriorityLevelConfiguration object named \"own\" but there is no such object", missing.getMessage());

        world.time.advance(Duration.ofSeconds(5));
        level("own");
        FlowSchemaCondition found = said("mine");
        assertEquals("False Found", found.getStatus() + " " + found.getReason());
        assertTrue(found.getLastTransitionTime().compareTo(missing.getLastTransitionTime()) > 0);

        world.time.advance(Duration.ofSeconds(5));
        assertEquals(found, said("mine"));
    }

    @Test
    void aStandingLevelIsThereWhetherStoredOrNot() throws Exception {
        schema("mine", "low");

        assertEquals("False", said("mine").getStatus());
    }

    @Test
    void aStandingOneComesBack() throws Exception {
        world.reconcile(schemas, acme, "", "everybody");
        world.reconcile(levels, acme, "", "low");

        assertEquals(9000, world.require(acme, Types.FLOW_SCHEMAS, "", "everybody").getSpec().getMatchingPrecedence());
        assertEquals(100, world.require(acme, Types.PRIORITY_LEVELS, "", "low").getSpec().getLimited().getNominalConcurrencyShares());
    }

    @Test
    void oneThatNobodyHasToHaveStaysAway() throws Exception {
        world.reconcile(schemas, acme, "", "mine");

        assertEquals(List.of(), world.snapshot(acme).list(Types.FLOW_SCHEMAS, ""));
    }

    @Test
    void whatTheServerKeepsSaysWhatItSaidAndWhatIsTheUsersStays() throws Exception {
        world.reconcile(levels, acme, "", "low");
        PriorityLevelConfiguration changed = world.writes(acme).update(Types.PRIORITY_LEVELS,
                new PriorityLevelConfigurationBuilder(world.require(acme, Types.PRIORITY_LEVELS, "", "low")).editSpec().editLimited()
                        .withNominalConcurrencyShares(1).endLimited().endSpec().build());

        world.reconcile(levels, acme, "", "low");
        PriorityLevelConfiguration kept = world.require(acme, Types.PRIORITY_LEVELS, "", "low");
        assertEquals(100, kept.getSpec().getLimited().getNominalConcurrencyShares());

        world.writes(acme).update(Types.PRIORITY_LEVELS, new PriorityLevelConfigurationBuilder(kept).withSpec(changed.getSpec()).editMetadata()
                .addToAnnotations("apf.kubernetes.io/autoupdate-spec", "false").endMetadata().build());
        world.reconcile(levels, acme, "", "low");
        assertEquals(1, world.require(acme, Types.PRIORITY_LEVELS, "", "low").getSpec().getLimited().getNominalConcurrencyShares());
    }
}
