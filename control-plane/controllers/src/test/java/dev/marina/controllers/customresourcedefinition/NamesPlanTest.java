package dev.marina.controllers.customresourcedefinition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamesPlanTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final NameClaims NOBODY = new NameClaims("example.com", Set.of(), Set.of());

    private static Document definition(String names) {
        return Document.parse("{\"metadata\":{\"name\":\"shops.example.com\"},\"spec\":{\"group\":\"example.com\",\"names\":%s}}".formatted(names)
                .getBytes(StandardCharsets.UTF_8));
    }

    private static final Document SHOPS = definition(
            "{\"plural\":\"shops\",\"singular\":\"shop\",\"kind\":\"Shop\",\"listKind\":\"ShopList\",\"shortNames\":[\"sp\"]}");

    private static String conditions(NamesPlan plan) {
        return String.join("; ",
                plan.conditions().stream().map(condition -> "%s=%s %s: %s".formatted(condition.path("type").asText(), condition.path("status").asText(),
                        condition.path("reason").asText(), condition.path("message").asText())).toList());
    }

    @Test
    void freeNamesAreGrantedAndTheTypeIsEstablished() {
        NamesPlan plan = NamesPlan.of(SHOPS, NOBODY, NOW);
        assertEquals(SHOPS.at("spec", "names"), plan.acceptedNames());
        assertEquals("NamesAccepted=True NoConflicts: no conflicts found; Established=True InitialNamesAccepted: the initial names have been accepted",
                conditions(plan));
    }

    @Test
    void aKindThatSomebodyElseHasIsNot() {
        NamesPlan plan = NamesPlan.of(SHOPS, new NameClaims("example.com", Set.of("stores"), Set.of("Shop")), NOW);
        assertFalse(plan.acceptedNames().has("kind"));
        assertEquals("NamesAccepted=False KindConflict: \"Shop\" is already in use; Established=False NotAccepted: not all names are accepted",
                conditions(plan));
    }

    @Test
    void whatIsEstablishedStaysSoWhenAnewNameIsRefused() {
        NamesPlan first = NamesPlan.of(SHOPS, NOBODY, NOW);
        Document established = granted(first).with(Document.mapper().createArrayNode().add("taken"), "spec", "names", "shortNames");
        NamesPlan plan = NamesPlan.of(established, new NameClaims("example.com", Set.of("taken"), Set.of()), NOW.plusSeconds(5));
        assertEquals("[\"sp\"]", plan.acceptedNames().path("shortNames").toString());
        assertEquals(
                "NamesAccepted=False ShortNamesConflict: \"taken\" is already in use; Established=True InitialNamesAccepted: the initial names have been accepted",
                conditions(plan));
        assertEquals(List.of("2026-01-01T00:00:05Z", "2026-01-01T00:00:00Z"),
                plan.conditions().stream().map(condition -> condition.path("lastTransitionTime").asText()).toList());
    }

    private static Document granted(NamesPlan plan) {
        return SHOPS.with(Document.mapper().valueToTree(Map.of("acceptedNames", plan.acceptedNames(), "conditions", plan.conditions())), "status");
    }

    @Test
    void nothingIsWrittenWhereNothingChanges() {
        NamesPlan first = NamesPlan.of(SHOPS, NOBODY, NOW);
        Document done = granted(first);
        assertFalse(NamesPlan.of(done, NOBODY, NOW.plusSeconds(9)).changes(done));
    }

    @Test
    void aGroupOfTheCommunityShowsItsApproval() {
        Document community = definition("{}").with("x.k8s.io", "spec", "group").with("unapproved, a try", "metadata", "annotations",
                "api-approved.kubernetes.io");
        assertTrue(conditions(NamesPlan.of(community, NOBODY, NOW))
                .endsWith("KubernetesAPIApprovalPolicyConformant=False UnapprovedAnnotation: not approved: \"unapproved, a try\""));
    }
}
