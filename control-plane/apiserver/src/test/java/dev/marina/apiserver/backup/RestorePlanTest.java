package dev.marina.apiserver.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import dev.marina.store.Fields;
import dev.marina.store.Stored;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RestorePlanTest {

    private static final RestorePlan.Owners NOBODY = new RestorePlan.Owners(Map.of(), _ -> false);

    private static Document document(String json) {
        return Document.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Stored> present(Document object, boolean terminating) {
        return Optional.of(new Stored(new ObjectKey(new ClusterId("00000000000000aa"), new GroupResource("", "x"), "prod", object.name()),
                new ResourceVersion(9), object.bytes(), new Fields(object.uid(), Map.of(), Map.of(), Set.of(), Set.of(), terminating),
                new Origin("", new Cause("")), Instant.EPOCH, false));
    }

    private static Document map(String uid, String value) {
        return document("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'m','namespace':'prod','uid':'%s','generation':3},'data':{'k':'%s'}}"
                .formatted(uid, value));
    }

    @Test
    void whatIsNotThereIsMadeWithItsUidAndLives() {
        Document was = map("u1", "then").edited(root -> root.withObjectProperty("metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z"));
        RestorePlan plan = RestorePlan.of(was, "configmaps", Optional.empty(), NOBODY, false);
        assertEquals(map("u1", "then"), assertInstanceOf(RestorePlan.Create.class, plan).object());
    }

    @Test
    void whatIsThereStaysUnlessItIsToBeReplaced() {
        assertInstanceOf(RestorePlan.Keep.class, RestorePlan.of(map("u1", "then"), "configmaps", present(map("u2", "now"), false), NOBODY, false));
        assertInstanceOf(RestorePlan.Keep.class, RestorePlan.of(map("u1", "then"), "configmaps", present(map("u2", "then"), false), NOBODY, true));
        assertInstanceOf(RestorePlan.Refuse.class, RestorePlan.of(map("u1", "then"), "configmaps", present(map("u2", "now"), true), NOBODY, true));
    }

    @Test
    void whatIsReplacedKeepsWhoItIsHowItIsAndItsAddress() {
        Document was = document("""
                {'apiVersion':'v1','kind':'Service','metadata':{'name':'web','uid':'u1','generation':1,'labels':{'a':'then'}},
                 'spec':{'clusterIP':'10.96.0.7','clusterIPs':['10.96.0.7'],'ports':[{'port':80}]},'status':{'loadBalancer':{}}}""");
        Document now = document("""
                {'apiVersion':'v1','kind':'Service','metadata':{'name':'web','uid':'u2','generation':4,'finalizers':['f']},
                 'spec':{'clusterIP':'10.96.0.9','clusterIPs':['10.96.0.9'],'ports':[{'port':81}]},'status':{'loadBalancer':{'ingress':[]}}}""");
        Document object = assertInstanceOf(RestorePlan.Replace.class, RestorePlan.of(was, "services", present(now, false), NOBODY, true)).object();
        assertEquals("u2", object.uid());
        assertEquals(5, object.generation());
        assertEquals("then", object.text("metadata", "labels", "a"));
        assertEquals(now.finalizers(), object.finalizers());
        assertEquals("10.96.0.9", object.text("spec", "clusterIP"));
        assertEquals(80, object.at("spec", "ports").get(0).path("port").asInt());
        assertEquals(now.at("status"), object.at("status"));
    }

    @Test
    void anOwnerIsWhoHasItsNameNowAndOneThatIsGoneIsNone() {
        Document was = map("u1", "then").edited(root -> {
            var owners = root.withObjectProperty("metadata").putArray("ownerReferences");
            owners.addObject().put("uid", "former").put("name", "a");
            owners.addObject().put("uid", "gone").put("name", "b");
        });
        RestorePlan.Owners owners = new RestorePlan.Owners(Map.of("former", "present"), "present"::equals);
        Document object = assertInstanceOf(RestorePlan.Create.class, RestorePlan.of(was, "configmaps", Optional.empty(), owners, false)).object();
        assertEquals(1, object.ownerReferences().size());
        assertEquals("present", object.ownerReferences().getFirst().uid());
        RestorePlan alone = RestorePlan.of(was, "configmaps", Optional.empty(), NOBODY, false);
        assertEquals(false, assertInstanceOf(RestorePlan.Create.class, alone).object().has("metadata", "ownerReferences"));
    }

    @Test
    void anotherJobOfTheNameIsNotMadeTheFormerOneAndAPodIsLeftAlone() {
        assertInstanceOf(RestorePlan.Refuse.class, RestorePlan.of(map("u1", "then"), "jobs.batch", present(map("u2", "now"), false), NOBODY, true));
        assertInstanceOf(RestorePlan.Replace.class, RestorePlan.of(map("u1", "then"), "jobs.batch", present(map("u1", "now"), false), NOBODY, true));
        assertInstanceOf(RestorePlan.Keep.class, RestorePlan.of(map("u1", "then"), "pods", present(map("u2", "now"), false), NOBODY, true));
    }
}
