package dev.marina.controllers.addon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.parts.Finding;
import dev.marina.controllers.engine.parts.Part;
import dev.marina.model.AddOn;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddOnPlanTest {

    private static final AddOn DB = AddOns.of("db", "{'type':'postgresql'}");
    private static final AddOns.World ALONE = AddOns.world(DB, AddOns.passwords());

    private static AddOnPlan plan(AddOns.World world) {
        return AddOnPlan.of(world.seen(), AddOns.DECODER::write);
    }

    private static JsonNode part(AddOnPlan plan, ResourceType<?> type) {
        return plan.apply().stream().filter(part -> part.type().equals(type)).findFirst().orElseThrow().wanted().root();
    }

    private static List<String> kinds(AddOnPlan plan) {
        return plan.apply().stream().map(part -> part.type().kind()).toList();
    }

    @Test
    void passwordsComeFirstAndNothingBeforeThem() {
        AddOnPlan plan = plan(ALONE.without());

        assertTrue(plan.makePasswords());
        assertEquals(List.of(), plan.apply());
    }

    @Test
    void whoMayComeInIsSaidBeforeThereIsAnybodyToComeTo() {
        assertEquals(List.of("NetworkPolicy", "PersistentVolumeClaim", "Service", "StatefulSet", "Secret"), kinds(plan(ALONE)));
    }

    @Test
    void withoutApplicationsOnlyItsOwnJobsReachIt() {
        JsonNode ingress = part(plan(ALONE), Types.NETWORK_POLICIES).at("/spec/ingress");

        assertEquals(1, ingress.size(), ingress.toString());
        assertEquals("db", ingress.at("/0/from/0/podSelector/matchLabels/apps.marina.dev~1add-on").asText());
        assertEquals("Ingress", part(plan(ALONE), Types.NETWORK_POLICIES).at("/spec/policyTypes/0").asText());
    }

    @Test
    void boundApplicationsReachItsPortAndNoOthers() {
        JsonNode ingress = part(plan(ALONE.bound("shop", null).bound("admin", null)), Types.NETWORK_POLICIES).at("/spec/ingress/1");

        JsonNode expression = ingress.at("/from/0/podSelector/matchExpressions/0");
        assertEquals("apps.marina.dev/application In [\"admin\",\"shop\"]",
                "%s %s %s".formatted(expression.path("key").asText(), expression.path("operator").asText(), expression.path("values")));
        assertEquals(1, ingress.path("from").size());
        assertTrue(ingress.at("/from/0/namespaceSelector").isMissingNode(), "only of its own namespace");
        assertEquals(5432, ingress.at("/ports/0/port").asInt());
    }

    @Test
    void itsServerIsRestrictedAndAskedItself() {
        JsonNode pod = part(plan(ALONE), Types.STATEFUL_SETS).at("/spec/template/spec");
        JsonNode container = pod.at("/containers/0");

        assertTrue(pod.at("/securityContext/runAsNonRoot").asBoolean());
        assertEquals("RuntimeDefault", pod.at("/securityContext/seccompProfile/type").asText());
        assertFalse(pod.path("automountServiceAccountToken").asBoolean(true));
        assertFalse(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true));
        assertTrue(container.at("/securityContext/readOnlyRootFilesystem").asBoolean());
        assertEquals("[\"ALL\"]", container.at("/securityContext/capabilities/drop").toString());
        assertEquals("[\"/addon/ping\",\"ready\"]", container.at("/readinessProbe/exec/command").toString());
        assertEquals("[\"/addon/ping\",\"alive\"]", container.at("/livenessProbe/exec/command").toString());
        assertEquals("256Mi", container.at("/resources/limits/memory").asText());
        assertEquals("128Mi", container.at("/resources/requests/memory").asText());
        assertTrue(container.path("env").valueStream().filter(variable -> variable.path("name").asText().matches("ADDON_(ADMIN|A|B)"))
                .allMatch(variable -> variable.at("/valueFrom/secretKeyRef/name").asText().equals("db-admin")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"postgresql|postgresql://app_a:a-1@db:5432/app|app_a", "mariadb|mysql://app:a-1@db:3306/app|app",
            "redis|redis://default:a-1@db:6379/0|default", "rabbitmq|amqp://app_a:a-1@db:5672/app|app_a"})
    void credentialsAreWhatLibrariesExpect(String type, String url, String username) {
        AddOns.World world = AddOns.world(AddOns.of("db", "{'type':'%s'}".formatted(type)), AddOns.passwords());

        JsonNode data = part(plan(world), Types.SECRETS).path("data");

        assertEquals(url, decoded(data, "url"));
        assertEquals(username, decoded(data, "username"));
        assertEquals("a-1", decoded(data, "password"));
        assertFalse(data.toString().contains(Base64.getEncoder().encodeToString("admin-1".getBytes(StandardCharsets.UTF_8))));
    }

    private static String decoded(JsonNode data, String key) {
        return new String(Base64.getDecoder().decode(data.path(key).asText()), StandardCharsets.UTF_8);
    }

    /// A tenant may write into the Secret what it likes.
    @Test
    void aPasswordThatAUrlWouldMisunderstandIsWrittenSoThatItDoesNot() {
        Passwords strange = new Passwords("x", "p@ss/w:rd#? +%", "y", "a", "", "", "");

        JsonNode data = part(plan(AddOns.world(DB, strange)), Types.SECRETS).path("data");

        assertEquals("postgresql://app_a:p%40ss%2Fw%3Ard%23%3F%20%2B%25@db:5432/app", decoded(data, "url"));
        assertEquals("p@ss/w:rd#? +%", decoded(data, "password"));
    }

    @Test
    void claimsOutliveItUnlessTheyAreToGoWithIt() {
        assertTrue(part(plan(ALONE), Types.CLAIMS).at("/metadata/ownerReferences").isMissingNode());
        AddOns.World gone = AddOns.world(AddOns.of("db", "{'deletion':'Delete'}"), AddOns.passwords());
        assertEquals("db", part(plan(gone), Types.CLAIMS).at("/metadata/ownerReferences/0/name").asText());
    }

    @Test
    void aPlaceForBackupsIsMadeWhenSomebodyWantsOne() {
        assertEquals(1, kinds(plan(ALONE)).stream().filter("PersistentVolumeClaim"::equals).count());
        for (String spec : List.of("{'backup':{'request':'now'}}", "{'backup':{'schedule':'@daily'}}")) {
            AddOnPlan plan = plan(AddOns.world(AddOns.of("db", spec), AddOns.passwords()));
            assertEquals(2, kinds(plan).stream().filter("PersistentVolumeClaim"::equals).count(), spec);
        }
    }

    @Test
    void whatIsThereAndSaysItAllIsLeftAlone() {
        AddOnPlan first = plan(ALONE);
        AddOns.World made = ALONE;
        for (Part part : first.apply()) {
            made = made.present(part.type().kind(), part.wanted().name(), part.wanted());
        }

        assertEquals(List.of(), plan(made).apply());
    }

    @Test
    void whatIsSomebodyElsesIsNotTouched() {
        Document service = Document.object("v1", "Service").with("db", "metadata", "name");
        AddOnPlan plan = plan(ALONE.present("Service", "db", service));

        assertFalse(kinds(plan).contains("Service"));
        assertEquals(List.of(Finding.TAKEN), plan.findings().stream().map(Finding::reason).toList());
    }

    @Test
    void passwordsOfSomebodyElseAreNotUsed() {
        AddOnPlan plan = plan(ALONE.secret(new SecretBuilder().withNewMetadata().withName("db-admin").withNamespace("default").endMetadata()
                .withData(Map.of("admin", "eA==", "a", "eA==", "b", "eA==")).build()));

        assertEquals(List.of(), plan.apply());
        assertEquals(List.of(Finding.TAKEN), plan.findings().stream().map(Finding::reason).toList());
    }

    @Test
    void aServerIsNotStartedUponWhatAnotherOneHasLeft() {
        Document claim = Document.object("v1", "PersistentVolumeClaim").edited(root -> {
            root.withObject("/metadata").put("name", "db-data");
            root.withObject("/metadata/labels").put(AddOn.LABEL, "db").put(AddOnParts.MANAGED_BY, AddOnParts.MANAGER).put(AddOnParts.TYPE, "redis");
        });

        AddOnPlan plan = plan(ALONE.present("PersistentVolumeClaim", "db-data", claim));

        assertFalse(kinds(plan).contains("StatefulSet"));
        assertEquals("PersistentVolumeClaim db-data holds what redis has left; delete it, or give the add-on another name",
                plan.findings().getFirst().message());
    }
}
