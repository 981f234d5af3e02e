package dev.marina.console.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KindCatalogTest {

    private static KindCatalog catalog() throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        return KindCatalog.of(json.readTree("""
                {"items":[{"metadata":{},"versions":[{"version":"v1","resources":[
                  {"resource":"pods","responseKind":{"kind":"Pod"},"scope":"Namespaced","verbs":["get","list","watch"],"shortNames":["po"],
                   "subresources":[{"subresource":"log"},{"subresource":"exec"}]},
                  {"resource":"bindings","responseKind":{"kind":"Binding"},"scope":"Namespaced","verbs":["create"]}]}]}]}"""), json.readTree(
                """
                {"items":[{"metadata":{"name":"shop.example.com"},"versions":[
                  {"version":"v2","resources":[{"resource":"carts","responseKind":{"kind":"Cart"},"scope":"Cluster","verbs":["list","watch"]}]},
                  {"version":"v1","resources":[{"resource":"carts","responseKind":{"kind":"Cart"},"scope":"Cluster","verbs":["list","watch"]},
                                               {"resource":"coupons","responseKind":{"kind":"Coupon"},"scope":"Namespaced","verbs":["list","watch"]}]}]},
                 {"metadata":{"name":"metrics.k8s.io"},"versions":[
                  {"version":"v1beta1","resources":[{"resource":"pods","responseKind":{"kind":"PodMetrics"},"scope":"Namespaced","verbs":["get","list"]}]}]}]}"""));
    }

    @Test
    void eachKindIsThereOnceInItsPreferredVersion() throws Exception {
        assertEquals(List.of("core/v1/pods", "core/v1/bindings", "shop.example.com/v2/carts", "shop.example.com/v1/coupons", "metrics.k8s.io/v1beta1/pods"),
                catalog().kinds().stream().map(kind -> kind.ref().segments().substring(2)).toList());
        assertEquals(Set.of("log", "exec"), catalog().find("", "pods").orElseThrow().subresources());
    }

    @Test
    void sectionsHoldWhatCanBeWatchedAndCustomKindsByThemselves() throws Exception {
        List<Section.Shown> sections = Section.of(catalog());

        assertEquals(List.of("section.workloads", "section.custom"), sections.stream().map(Section.Shown::titleKey).toList());
        assertEquals(List.of("Cart", "Coupon"), sections.getLast().kinds().stream().map(Kind::name).toList());
    }

    @Test
    void groupsOfKubernetesItselfAreNotCustom() {
        assertFalse(Section.custom(""));
        assertFalse(Section.custom("apps"));
        assertFalse(Section.custom("networking.k8s.io"));
        assertTrue(Section.custom("marina.dev"));
        assertTrue(Section.custom("k8s.io.evil.example"));
    }
}
