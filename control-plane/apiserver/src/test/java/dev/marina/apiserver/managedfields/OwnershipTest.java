package dev.marina.apiserver.managedfields;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.schema.Schema;
import dev.marina.apiserver.fieldset.FieldSet;
import dev.marina.apiserver.merge.SchemaShapes;
import dev.marina.apiserver.merge.Shape;
import dev.marina.apiserver.schema.BuiltinSchemas;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Values are written with single quotes.
class OwnershipTest {

    private static final Instant MONDAY = Instant.parse("2026-11-23T10:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-11-24T10:00:00Z");
    private static final Shape DEPLOYMENT = new SchemaShapes(BuiltinSchemas.load()).of(new Schema.Ref("", "io.k8s.api.apps.v1.Deployment"));
    private static final Ownership WHOLE = ownership("", FieldSet.fields("status"));
    private static final Ownership STATUS = ownership("status", FieldSet.fields("spec"));

    private static Ownership ownership(String subresource, FieldSet reset) {
        return new Ownership("apps/v1", subresource, Versions.single("apps/v1", DEPLOYMENT), reset, value("{'spec':{}}"));
    }

    private static JsonNode value(String text) {
        return Document.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)).root();
    }

    private static String text(ManagedFields managed) {
        return new String(managed.json(), StandardCharsets.UTF_8).replace('"', '\'');
    }

    private static String entry(String manager, String operation, Instant time, String fields) {
        return "{'manager':'%s','operation':'%s','apiVersion':'apps/v1','time':'%s','fieldsType':'FieldsV1','fieldsV1':%s}".formatted(manager, operation, time,
                fields);
    }

    private static ManagedFields stored(String... entries) {
        return ManagedFields.stored(("[" + String.join(",", entries) + "]").replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatDoesNotChangeIsNotEvenRead() {
        ManagedFields unreadable = ManagedFields.stored("[{\"fieldsV1\":broken".getBytes(StandardCharsets.UTF_8));

        assertSame(unreadable, WHOLE.updated(value("{'spec':{'replicas':1}}"), value("{'spec':{'replicas':1}}"), unreadable, "m", MONDAY));
    }

    /// The entries of those who have nothing of the status stay text.
    @Test
    void aWriteOfTheStatusLeavesOtherEntriesUnread() {
        ManagedFields managed = stored(entry("broken", "Apply", MONDAY, "{'f:spec':{'odd':{}}}"));
        ManagedFields after = STATUS.updated(value("{'spec':{'replicas':1}}"), value("{'spec':{'replicas':1},'status':{'replicas':1}}"), managed, "m", TUESDAY);

        assertEquals("[%s,%s,'subresource':'status'}]".formatted(entry("broken", "Apply", MONDAY, "{'f:spec':{'odd':{}}}"),
                entry("m", "Update", TUESDAY, "{'f:status':{'f:replicas':{}}}").replaceAll("}$", "")),
                text(after).replace("'f:status':{'.':{},", "'f:status':{"));
    }

    @Test
    void theTimeIsThatOfTheLastChange() throws Exception {
        ManagedFields first = WHOLE.applied(WHOLE.empty(), value("{'spec':{'replicas':1}}"), ManagedFields.NONE, "me", false, MONDAY).managed();
        JsonNode live = value("{'spec':{'replicas':1}}");

        assertTrue(text(WHOLE.applied(live, live, first, "me", false, TUESDAY).managed()).contains(MONDAY.toString()));
        assertTrue(text(WHOLE.applied(live, value("{'spec':{'replicas':2}}"), first, "me", false, TUESDAY).managed()).contains(TUESDAY.toString()));
        assertTrue(
                text(WHOLE.applied(live, value("{'spec':{'replicas':1,'paused':true}}"), first, "me", false, TUESDAY).managed()).contains(TUESDAY.toString()));
    }

    @Test
    void whatThePathDoesNotWriteNobodyGetsByIt() throws Exception {
        Ownership.Applied applied = WHOLE.applied(WHOLE.empty(), value("{'spec':{'replicas':1},'status':{'replicas':1}}"), ManagedFields.NONE, "me", false,
                MONDAY);

        assertEquals("[" + entry("me", "Apply", MONDAY, "{'f:spec':{'f:replicas':{}}}") + "]", text(applied.managed()));
    }

    @Test
    void namesAndWhatTheServerDecidesIsNobodys() {
        ManagedFields managed = WHOLE.updated(WHOLE.empty(),
                value("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'n','namespace':'s','uid':'u','generation':1,"
                        + "'creationTimestamp':'2026-11-23T10:00:00Z','resourceVersion':'4','labels':{'a':'b'}},'spec':{}}"),
                ManagedFields.NONE, "m", MONDAY);

        assertEquals("[" + entry("m", "Update", MONDAY, "{'f:metadata':{'f:labels':{'.':{},'f:a':{}}}}") + "]", text(managed));
    }

    @Test
    void aRemovedFieldIsNobodysAndItsRemoverGetsNoEntry() {
        ManagedFields after = WHOLE.updated(value("{'spec':{'replicas':1,'paused':true}}"), value("{'spec':{'paused':true}}"),
                stored(entry("one", "Apply", MONDAY, "{'f:spec':{'f:paused':{},'f:replicas':{}}}")), "two", TUESDAY);

        assertEquals("[" + entry("one", "Apply", MONDAY, "{'f:spec':{'f:paused':{}}}") + "]", text(after));
    }

    @Test
    void whoWritesAgainHasOneEntry() {
        ManagedFields after = WHOLE.updated(value("{'spec':{'replicas':1}}"), value("{'spec':{'replicas':1,'paused':true}}"),
                stored(entry("one", "Update", MONDAY, "{'f:spec':{'f:replicas':{}}}")), "one", TUESDAY);

        assertEquals("[" + entry("one", "Update", TUESDAY, "{'f:spec':{'f:paused':{},'f:replicas':{}}}") + "]", text(after));
    }

    @Test
    void anItemThatIsNotAppliedAnyMoreGoesWithWhatOthersPutIntoIt() throws Exception {
        String template = "{'spec':{'template':{'spec':{'containers':[%s]}}}}";
        Ownership.Applied first = WHOLE.applied(WHOLE.empty(), value(template.formatted("{'name':'a','image':'i'},{'name':'b','image':'i'}")),
                ManagedFields.NONE, "me", false, MONDAY);
        JsonNode live = value(template.formatted("{'name':'a','image':'i'},{'name':'b','image':'i','workingDir':'/'}"));
        ManagedFields managed = WHOLE.updated(first.object(), live, first.managed(), "other", MONDAY);

        Ownership.Applied after = WHOLE.applied(live, value(template.formatted("{'name':'a','image':'i'}")), managed, "me", false, TUESDAY);

        assertEquals(value(template.formatted("{'name':'a','image':'i'}")), after.object());
        assertFalse(text(after.managed()).contains("other"), text(after.managed()));
    }

    @Test
    void conflictsAreCollectedFromAllManagers() {
        ManagedFields managed = stored(entry("one", "Apply", MONDAY, "{'f:spec':{'f:replicas':{}}}"),
                entry("two", "Update", MONDAY, "{'f:spec':{'f:paused':{},'f:replicas':{}}}"));
        ApplyConflict refused = assertThrows(ApplyConflict.class, () -> WHOLE.applied(value("{'spec':{'replicas':1,'paused':true}}"),
                value("{'spec':{'replicas':2,'paused':false}}"), managed, "me", false, TUESDAY));

        assertEquals("""
                Apply failed with 3 conflicts: conflicts with "one":
                - .spec.replicas
                conflicts with "two" using apps/v1:
                - .spec.paused
                - .spec.replicas""", refused.getMessage());
    }

    @Test
    void fieldsAreComparedInTheVersionInWhichTheyAreManaged() {
        Versions versions = new Versions() {
            @Override
            public Optional<Shape> shape(String apiVersion) {
                return apiVersion.equals("gone/v1") ? Optional.empty() : Optional.of(Shape.DEDUCED);
            }

            @Override
            public JsonNode converted(JsonNode object, String from, String to) {
                if (from.equals(to)) {
                    return object;
                }
                ObjectNode other = object.deepCopy();
                other.set(to.equals("x/v2") ? "new" : "old", other.remove(to.equals("x/v2") ? "old" : "new"));
                return other;
            }
        };
        Ownership one = new Ownership("x/v1", "", versions, FieldSet.EMPTY, value("{}"));
        ManagedFields managed = stored(entry("two", "Update", MONDAY, "{'f:new':{}}").replace("apps/v1", "x/v2"),
                entry("gone", "Update", MONDAY, "{'f:old':{}}").replace("apps/v1", "gone/v1"));

        assertEquals("[" + entry("me", "Update", TUESDAY, "{'f:old':{}}").replace("apps/v1", "x/v1") + "]",
                text(one.updated(value("{'old':1}"), value("{'old':2}"), managed, "me", TUESDAY)));
    }

    @Test
    void entriesAreSortedAsUpstreamSortsThem() {
        ManagedFields managed = ManagedFields
                .of(stored(entry("b", "Update", MONDAY, "{'f:a':{}}"), entry("a", "Update", TUESDAY, "{'f:a':{}}"), entry("a", "Update", MONDAY, "{'f:b':{}}")
                        .replace("apps/v1", "apps/v2"), entry("z", "Apply", TUESDAY, "{'f:a':{}}")).entries());

        assertEquals(
                "[%s,%s,%s,%s]".formatted(entry("z", "Apply", TUESDAY, "{'f:a':{}}"), entry("a", "Update", MONDAY, "{'f:b':{}}").replace("apps/v1", "apps/v2"),
                        entry("b", "Update", MONDAY, "{'f:a':{}}"), entry("a", "Update", TUESDAY, "{'f:a':{}}")),
                text(managed));
    }
}
