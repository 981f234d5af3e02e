package dev.marina.apiserver.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.StatusException;
import dev.marina.apiserver.admission.AdmissionPlugin.Account;
import dev.marina.apiserver.admission.AdmissionRequest.Operation;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.DefaultObjects;
import dev.marina.apiserver.endpoint.Encoding;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.Fields;
import dev.marina.store.Mutation;
import dev.marina.store.NewCluster;
import dev.marina.store.Stores;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PlanQuotaAdmissionTest {

    private static final GroupResource POOLS = new GroupResource("marina.dev", "nodepools");
    private static final PlanQuotaAdmission PLUGIN = new PlanQuotaAdmission(null);
    private static ClusterStore store;
    private static ClusterRecord management;

    @BeforeAll
    static void aTenantWithAPlanForFourNodes() {
        store = Stores.inMemory();
        management = store.create(new NewCluster("marina", "management", Map.of(), Map.of()));
        put(new GroupResource("", "configmaps"),
                "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'plan','namespace':'acme'},'data':{'nodes':'4','cpu':'4','clusters':'2'}}");
        put(POOLS, pool("other", 1));
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    private static String pool(String name, int replicas) {
        return "{'apiVersion':'marina.dev/v1','kind':'NodePool','metadata':{'name':'%s','namespace':'acme'},'spec':{'cluster':'c','replicas':%d,'cpu':'1','memory':'1Gi'}}"
                .formatted(name, replicas);
    }

    private static Document parse(String json) {
        return Document.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static void put(GroupResource resource, String json) {
        Document object = parse(json);
        store.commit(new Mutation(management.id(), new Origin("test", Cause.clock("test")), List.of(new Mutation.Put(
                new ObjectKey(management.id(), resource, "acme", object.name()), Encoding.encode(object), Fields.NONE)), List.of(), OptionalLong.empty()));
    }

    private static Account account(String namespace, Document object, Document stored) {
        return PLUGIN
                .account(new AdmissionRequest(Identity.ANONYMOUS, stored == null ? Operation.CREATE : Operation.UPDATE, POOLS, "", namespace, object.name(),
                        object, Optional.ofNullable(stored), new ClusterViews(store, DefaultObjects.of(List.of())).current(management), null));
    }

    @Test
    void whatFitsIsCountedUnderThePlansVersion() {
        Account account = account("acme", parse(pool("mine", 3)), null);
        assertEquals(1, account.writes().size());
        assertTrue(account.predicates().getFirst() instanceof Mutation.VersionIs);
    }

    @Test
    void moreThanThePlanIsRefusedWithTheFigures() {
        StatusException refused = assertThrows(StatusException.class, () -> account("acme", parse(pool("mine", 4)), null));
        assertEquals(403, refused.code());
        assertTrue(refused.getMessage().endsWith("exceeded quota: plan, requested: nodes=4, used: nodes=1, limited: nodes=4"), refused.getMessage());
    }

    @Test
    void aPoolThatTakesNoMoreIsNeverRefused() {
        assertEquals(Account.NOTHING, account("acme", parse(pool("mine", 9)), parse(pool("mine", 9))));
        assertEquals(Account.NOTHING, account("gone", parse(pool("mine", 1)), parse(pool("mine", 2))));
    }

    @Test
    void aTenantWithoutAPlanGetsNothing() {
        assertThrows(StatusException.class, () -> account("gone", parse(pool("mine", 1)), null));
    }
}
