package dev.marina.console.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class EditPlanTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KUBECTL = """
            {"manager":"kubectl","operation":"Update","fieldsV1":{"f:metadata":{"f:labels":{"f:app":{},"f:old":{}}},"f:spec":{"f:replicas":{},"f:template":{"f:containers":{
            "k:{\\"name\\":\\"web\\"}":{".":{},"f:name":{},"f:image":{}},"k:{\\"name\\":\\"side\\"}":{".":{},"f:name":{},"f:image":{},"f:args":{}}}}}}}""";
    private static final String OWN = "{\"manager\":\"marina-console\",\"operation\":\"Apply\",\"fieldsV1\":{\"f:metadata\":{\"f:labels\":{\"f:app\":{}}}}}";

    private static JsonNode object(String managers, String labels, int replicas, String containers) throws Exception {
        return JSON.readTree("""
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop","resourceVersion":"7","uid":"u","labels":%s,"managedFields":[%s]},
                "spec":{"replicas":%d,"template":{"containers":[%s]}},"status":{"replicas":1}}""".formatted(labels, managers, replicas, containers));
    }

    private static final String WEB = "{\"name\":\"web\",\"image\":\"a:1\"}";
    private static final String SIDE = "{\"name\":\"side\",\"image\":\"b:1\",\"args\":[\"x\"]}";

    private static JsonNode base() throws Exception {
        return object(KUBECTL, "{\"app\":\"web\",\"old\":\"y\"}", 2, WEB + "," + SIDE);
    }

    @Test
    void whatIsNotChangedAsksForNothing() throws Exception {
        assertTrue(EditPlan.of(base(), base(), base()).nothing());
        // What the API alone says counts for nothing, also where it is missing.
        assertTrue(EditPlan.of(base(), EditPlan.plain(base()), base()).nothing());
    }

    @Test
    void onlyWhatIsChangedIsAppliedAndItemsAreNamedByTheirKeys() throws Exception {
        EditPlan plan = EditPlan.of(base(), object("", "{\"app\":\"web\",\"old\":\"y\"}", 3, SIDE.replace("b:1", "b:2") + "," + WEB), base());

        assertEquals(JSON.readTree("""
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"},
                 "spec":{"replicas":3,"template":{"containers":[{"name":"side","image":"b:2"}]}}}"""), plan.apply());
        assertEquals(List.of(), plan.removed());
    }

    @Test
    void anAtomicListIsAppliedWhole() throws Exception {
        EditPlan plan = EditPlan.of(base(), object("", "{\"app\":\"web\",\"old\":\"y\"}", 2, WEB + "," + SIDE.replace("[\"x\"]", "[\"x\",\"z\"]")), base());

        assertEquals("[{\"name\":\"side\",\"args\":[\"x\",\"z\"]}]", plan.apply().at("/spec/template/containers").toString());
    }

    @Test
    void whatTheConsoleAppliedBeforeIsAppliedAgainSoThatItStays() throws Exception {
        JsonNode base = object(KUBECTL + "," + OWN, "{\"app\":\"web\",\"old\":\"y\"}", 2, WEB);
        EditPlan plan = EditPlan.of(base, object("", "{\"app\":\"web\",\"old\":\"y\"}", 5, WEB), base);

        assertEquals("{\"app\":\"web\"}", plan.apply().at("/metadata/labels").toString());
    }

    @Test
    void whatIsLeftOutIsRemovedWhoeverManagesItAndFromTheEnd() throws Exception {
        JsonNode base = base();
        EditPlan plan = EditPlan.of(base, object("", "{\"app\":\"web\"}", 2, WEB), base);

        assertNull(plan.apply());
        assertEquals(List.of(".metadata.labels.old", ".spec.template.containers[name=\"side\"]"), plan.removedFields());
        assertEquals(List.of("kubectl"), plan.ownersOfRemoved(base));
        assertEquals(JSON.readTree("""
                [{"op":"test","path":"/metadata/resourceVersion","value":"7"},{"op":"remove","path":"/spec/template/containers/1"},
                 {"op":"remove","path":"/metadata/labels/old"}]"""), plan.removal(base));
        ObjectNode left = plan.without(base);
        assertEquals(1, left.at("/spec/template/containers").size());
        assertTrue(left.at("/metadata/labels/old").isMissingNode());
    }

    @Test
    void anItemThatMovedMeanwhileIsStillTheOneThatIsRemoved() throws Exception {
        EditPlan plan = EditPlan.of(base(), object("", "{\"app\":\"web\",\"old\":\"y\"}", 2, WEB), base());
        JsonNode moved = object(KUBECTL, "{\"app\":\"web\",\"old\":\"y\"}", 2, SIDE + "," + WEB);

        assertEquals("/spec/template/containers/0", plan.removal(moved).path(1).path("path").asText());
    }

    @Test
    void aFieldThatBothChangedIsAskedAbout() throws Exception {
        JsonNode theirs = object(KUBECTL, "{\"app\":\"web\",\"old\":\"z\"}", 9, WEB + "," + SIDE);
        EditPlan plan = EditPlan.of(base(), object("", "{\"app\":\"web\",\"old\":\"y\"}", 3, WEB + "," + SIDE), theirs);

        assertEquals(1, plan.clashes().size(), "not the label, which only they changed");
        EditPlan.Clash clash = plan.clashes().getFirst();
        assertEquals(".spec.replicas 2 9 3 [kubectl]", "%s %s %s %s %s".formatted(clash.field(), clash.before(), clash.theirs(), clash.mine(), clash.owners()));
    }

    @Test
    void bothMayWantTheSame() throws Exception {
        JsonNode theirs = object(KUBECTL, "{\"app\":\"web\",\"old\":\"y\"}", 3, WEB + "," + SIDE);

        assertEquals(List.of(), EditPlan.of(base(), object("", "{\"app\":\"web\",\"old\":\"y\"}", 3, WEB + "," + SIDE), theirs).clashes());
    }

    @Test
    void namesWithSlashesAreWrittenAsPointersWant() throws Exception {
        JsonNode base = object("", "{\"a/b~c\":\"1\"}", 2, WEB);
        EditPlan plan = EditPlan.of(base, object("", "{}", 2, WEB), base);

        assertEquals("/metadata/labels/a~1b~0c", plan.removal(base).path(1).path("path").asText());
        assertTrue(plan.without(base).at("/metadata/labels").isEmpty());
    }
}
