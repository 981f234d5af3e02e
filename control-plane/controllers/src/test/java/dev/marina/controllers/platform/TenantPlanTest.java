package dev.marina.controllers.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.marina.model.PlanLimits;
import dev.marina.model.Tenant;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TenantPlanTest {

    private static final String ENDING = "2026-01-01T00:00:00Z";
    private static final Map<String, String> DATA = Map.of("clusters", "2");

    private static Tenant tenant(boolean ours, boolean ending) {
        Tenant tenant = new Tenant();
        tenant.setMetadata(new ObjectMetaBuilder().withName("acme").withFinalizers(ours ? List.of(Finalizers.TENANT.name()) : List.of())
                .withDeletionTimestamp(ending ? ENDING : null).build());
        tenant.setSpec(new Tenant.Spec("id-1", List.of(), "default", PlanLimits.of(DATA), null, null));
        return tenant;
    }

    private static Optional<Namespace> namespace(String label, String id, boolean ending) {
        return Optional.of(new NamespaceBuilder().withNewMetadata().withName("acme").addToLabels(label, id)
                .withDeletionTimestamp(ending ? ENDING : null).endMetadata().build());
    }

    private static Optional<ConfigMap> plan(Map<String, String> data) {
        return Optional.of(new ConfigMapBuilder().withNewMetadata().endMetadata().withData(data).build());
    }

    private static TenantPlan plan(Tenant tenant, Optional<Namespace> namespace, Optional<ConfigMap> plan) {
        return TenantPlan.of(tenant, namespace, plan);
    }

    @Test
    void a_new_tenant_is_marked_then_gets_its_namespace_then_its_plan() {
        assertEquals(new TenantPlan.Adopt(), plan(tenant(false, false), Optional.empty(), Optional.empty()));
        assertEquals(new TenantPlan.OpenNamespace(), plan(tenant(true, false), Optional.empty(), Optional.empty()));
        assertEquals(new TenantPlan.WritePlan(DATA), plan(tenant(true, false), namespace(Labels.TENANT_ID, "id-1", false), Optional.empty()));
        assertEquals(new TenantPlan.Keep(), plan(tenant(true, false), namespace(Labels.TENANT_ID, "id-1", false), plan(DATA)));
    }

    @Test
    void a_plan_that_somebody_changed_is_written_again() {
        assertEquals(new TenantPlan.WritePlan(DATA), plan(tenant(true, false), namespace(Labels.TENANT_ID, "id-1", false), plan(Map.of("clusters", "99"))));
    }

    @Test
    void a_namespace_from_before_there_were_tenants_is_taken_over() {
        assertEquals(new TenantPlan.Keep(), plan(tenant(true, false), namespace(Labels.TENANT_ID_BEFORE, "id-1", false), plan(DATA)));
    }

    @Test
    void the_namespace_of_an_earlier_tenant_of_this_name_is_waited_for() {
        assertInstanceOf(TenantPlan.AwaitName.class, plan(tenant(true, false), namespace(Labels.TENANT_ID, "id-0", true), plan(DATA)));
        assertInstanceOf(TenantPlan.AwaitName.class, plan(tenant(true, false), namespace(Labels.TENANT_ID, "id-0", false), plan(DATA)));
    }

    @Test
    void a_tenant_goes_after_its_namespace_and_leaves_that_of_another_alone() {
        Namespace own = namespace(Labels.TENANT_ID, "id-1", false).orElseThrow();
        assertEquals(new TenantPlan.CloseNamespace(own), plan(tenant(true, true), Optional.of(own), plan(DATA)));
        assertEquals(new TenantPlan.AwaitClosed(), plan(tenant(true, true), namespace(Labels.TENANT_ID, "id-1", true), plan(DATA)));
        assertEquals(new TenantPlan.Remove(), plan(tenant(true, true), namespace(Labels.TENANT_ID, "id-2", false), plan(DATA)));
        assertEquals(new TenantPlan.Remove(), plan(tenant(true, true), Optional.empty(), Optional.empty()));
        assertEquals(new TenantPlan.Nothing(), plan(tenant(false, true), Optional.of(own), plan(DATA)));
    }
}
