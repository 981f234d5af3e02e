package dev.marina.controllers.garbagecollector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.controllers.garbagecollector.GarbagePlan.Dependents;
import dev.marina.controllers.garbagecollector.GarbagePlan.Presence;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GarbagePlanTest {

    private static Document object(String metadata) {
        return Document
                .parse("{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"s\",%s}}".formatted(metadata).getBytes(StandardCharsets.UTF_8));
    }

    private static String owners(String... uids) {
        return "\"ownerReferences\":[" + String.join(",", List.of(uids).stream()
                .map(uid -> "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"%s\",\"uid\":\"%s\"}".formatted(uid, uid)).toList()) + "]";
    }

    private static GarbagePlan plan(Document object, Map<String, Presence> owners, int dependents, boolean blocked) {
        return GarbagePlan.of(object, owner -> owners.getOrDefault(owner.uid(), Presence.GONE), dependents, blocked);
    }

    private static GarbagePlan delete(String how) {
        return new GarbagePlan("", List.of(), how, Dependents.LEAVE);
    }

    @Test
    void what_has_no_owner_is_nobodys_business() {
        assertEquals(GarbagePlan.NOTHING, plan(object("\"uid\":\"u\""), Map.of(), 3, false));
    }

    @Test
    void what_has_lost_all_its_owners_is_deleted() {
        assertEquals(delete("Background"), plan(object(owners("a", "b")), Map.of(), 0, false));
    }

    @Test
    void one_owner_that_is_there_keeps_it_and_the_others_are_forgotten() {
        assertEquals(new GarbagePlan("", List.of("a"), "", Dependents.LEAVE), plan(object(owners("a", "b")), Map.of("b", Presence.THERE), 0, false));
        assertEquals(new GarbagePlan("", List.of(), "", Dependents.LEAVE), plan(object(owners("a")), Map.of("a", Presence.THERE), 0, false));
    }

    @Test
    void an_owner_that_waits_for_its_dependents_gets_them_deleted_and_theirs_before() {
        assertEquals(delete("Background"), plan(object(owners("a")), Map.of("a", Presence.WAITS), 0, false));
        assertEquals(delete("Foreground"), plan(object(owners("a")), Map.of("a", Presence.WAITS), 2, false));
    }

    @Test
    void foreground_deletion_ends_when_nothing_blocks_it_any_more() {
        Document owner = object("\"deletionTimestamp\":\"2026-01-01T00:00:00Z\",\"finalizers\":[\"foregroundDeletion\"]");
        assertEquals(new GarbagePlan("", List.of(), "", Dependents.DELETE), plan(owner, Map.of(), 1, true));
        assertEquals(new GarbagePlan("foregroundDeletion", List.of(), "", Dependents.DELETE), plan(owner, Map.of(), 0, false));
    }

    @Test
    void orphaning_ends_when_nobody_names_the_owner_any_more() {
        Document owner = object("\"deletionTimestamp\":\"2026-01-01T00:00:00Z\",\"finalizers\":[\"orphan\"]");
        assertEquals(new GarbagePlan("", List.of(), "", Dependents.ORPHAN), plan(owner, Map.of(), 1, true));
        assertEquals(new GarbagePlan("orphan", List.of(), "", Dependents.ORPHAN), plan(owner, Map.of(), 0, false));
    }

    @Test
    void a_place_is_a_key_of_the_queue_and_back() {
        ObjectKey key = new ObjectKey(ClusterId.of(7), new GroupResource("rbac.authorization.k8s.io", "clusterroles"), "", "a:b/c".replace('/', '.'));
        assertEquals(key, Place.object(Place.key(key)));
        ObjectKey core = new ObjectKey(ClusterId.of(7), new GroupResource("", "pods"), "default", "web-1");
        assertEquals(core, Place.object(Place.key(core)));
    }
}
