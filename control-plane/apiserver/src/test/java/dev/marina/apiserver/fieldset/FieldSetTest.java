package dev.marina.apiserver.fieldset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FieldSetTest {

    private static FieldSet set(String json) throws FieldsV1.Malformed {
        return FieldsV1.read(json.replace('\'', '"').replace("`", "\\\"").getBytes(StandardCharsets.UTF_8));
    }

    private static String text(FieldSet set) {
        return new String(FieldsV1.write(set), StandardCharsets.UTF_8).replace("\\\"", "`").replace('"', '\'');
    }

    /// As upstream writes it: fields before keys before values before indices, and `.` first.
    @Test
    void theJsonFormIsUpstreams() throws Exception {
        String json = "{'f:metadata':{'f:finalizers':{'.':{},'v:`a`':{},'v:`b`':{}},'f:labels':{'.':{},'f:app':{}}},"
                + "'f:spec':{'f:containers':{'k:{`name`:`main`}':{'.':{},'f:image':{},'f:ports':{'.':{},"
                + "'k:{`containerPort`:80,`protocol`:`TCP`}':{'.':{},'f:containerPort':{}}}}},'f:list':{'i:0':{},'i:10':{},'i:2':{}},'f:replicas':{}}}";
        assertEquals(json.replace("'i:10':{},'i:2':{}", "'i:2':{},'i:10':{}"), text(set(json)));
    }

    @Test
    void pathsReadLikeOnesInConflicts() throws Exception {
        FieldSet set = set("{'f:spec':{'f:containers':{'k:{`protocol`:`TCP`,`containerPort`:80}':{'f:image':{}}},'f:f':{'v:`x`':{},'v:3':{},'i:4':{}}}}");

        assertEquals("""
                .spec.containers[containerPort=80,protocol="TCP"].image
                .spec.f[=3]
                .spec.f[="x"]
                .spec.f[4]""", set.toString());
    }

    @Test
    void whatNobodyKnowsIsLeftOut() throws Exception {
        assertEquals("{'f:a':{}}", text(set("{'f:a':{},'z:later':{'f:b':{}}}")));
    }

    @Test
    void whatIsNoSetIsRefused() {
        for (String broken : new String[] {"[]", "{'f:a':1}", "{'a':{}}", "{'f:a':", "{'k:[]':{}}", "{'v:':{}}", "{'i:x':{}}"}) {
            assertThrows(FieldsV1.Malformed.class, () -> set(broken), broken);
        }
    }

    @Test
    void aSetToWhichNothingIsAddedAndFromWhichNothingIsTakenIsItself() throws Exception {
        FieldSet set = set("{'f:a':{'f:b':{},'f:c':{}},'f:d':{}}");

        assertSame(set, set.union(set("{'f:a':{'f:c':{}}}")));
        assertSame(set, set.difference(set("{'f:a':{'f:x':{}},'f:y':{}}")));
        assertSame(set, set.without(set("{'f:a':{'f:x':{}},'f:y':{}}")));
        assertSame(set, set.intersection(set("{'f:a':{'f:b':{},'f:c':{}},'f:d':{},'f:e':{}}")));
    }

    @Test
    void setsAreJoinedSharedAndTakenFromEachOther() throws Exception {
        FieldSet one = set("{'f:a':{'f:b':{},'f:c':{}},'f:d':{}}");
        FieldSet other = set("{'f:a':{'.':{},'f:c':{}},'f:e':{}}");

        assertEquals("{'f:a':{'.':{},'f:b':{},'f:c':{}},'f:d':{},'f:e':{}}", text(one.union(other)));
        assertEquals("{'f:a':{'f:c':{}}}", text(one.intersection(other)));
        assertEquals("{'f:a':{'f:b':{}},'f:d':{}}", text(one.difference(other)));
        assertEquals("{'f:a':{},'f:e':{}}", text(other.difference(one)));
    }

    /// What lies below goes with its path only where this is meant.
    @Test
    void whatLiesBelowAPathIsTakenOrLeft() throws Exception {
        FieldSet set = set("{'f:status':{'.':{},'f:replicas':{}},'f:spec':{}}");
        FieldSet status = FieldSet.fields("status");

        assertEquals("{'f:spec':{},'f:status':{'f:replicas':{}}}", text(set.difference(status)));
        assertEquals("{'f:spec':{}}", text(set.without(status)));
    }

    @Test
    void leavesHaveNothingBelowThem() throws Exception {
        assertEquals("{'f:a':{'f:b':{}}}", text(set("{'f:a':{'.':{},'f:b':{}}}").leaves()));
    }

    @Test
    void aNumberIsTheSameHoweverItIsWritten() throws Exception {
        FieldSet whole = set("{'f:a':{'v:1':{}}}");

        assertTrue(whole.difference(set("{'f:a':{'v:1.0':{}}}")).isEmpty());
        assertFalse(whole.difference(set("{'f:a':{'v:`1`':{}}}")).isEmpty());
    }

    @Test
    void theSameBranchTwiceIsOne() throws Exception {
        assertEquals("{'f:a':{'f:b':{},'f:c':{}}}", text(set("{'f:a':{'f:c':{}},'f:a':{'f:b':{}}}")));
    }
}
