package dev.marina.controllers.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.controllers.application.ApplicationWorld.Owned;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.parts.Finding;
import dev.marina.controllers.engine.parts.Part;
import dev.marina.controllers.engine.parts.Place;
import dev.marina.model.Application;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApplicationPlanTest {

    private static final Application SHOP = Applications.of("shop", "{'image':'shop:1','port':8080,'replicas':2}");

    private static ApplicationPlan plan(ApplicationWorld world) {
        return ApplicationPlan.of(world, Applications.DECODER::write);
    }

    private static JsonNode part(ApplicationPlan plan, ResourceType<?> type) {
        return plan.apply().stream().filter(part -> part.type().equals(type)).map(part -> (JsonNode) part.wanted().root()).findFirst()
                .orElseThrow(() -> new AssertionError(plan.toString()));
    }

    private static List<String> kinds(ApplicationPlan plan) {
        return plan.apply().stream().map(part -> part.type().kind()).toList();
    }

    /// As if all that the plan wants were there already.
    private static ApplicationWorld after(ApplicationWorld world, ApplicationPlan plan) {
        Map<Place, Document> present = new java.util.HashMap<>(world.present());
        plan.apply().forEach(part -> present.put(new Place(part.type(), part.wanted().name()), part.wanted()));
        return with(world, present);
    }

    private static ApplicationWorld with(ApplicationWorld world, Map<Place, Document> present) {
        return new ApplicationWorld(world.application(), world.cluster(), world.domain(), world.image(), world.scaled(), Bindings.NONE, present, world.owned());
    }

    @Test
    void anImageAndAPortBecomeADeploymentBehindAServiceUnderItsName() {
        ApplicationPlan plan = plan(Applications.alone(SHOP));

        assertEquals(List.of("Deployment", "Service", "Ingress"), kinds(plan));
        JsonNode deployment = part(plan, Types.DEPLOYMENTS);
        assertEquals(2, deployment.at("/spec/replicas").asInt());
        assertEquals("shop:1", deployment.at("/spec/template/spec/containers/0/image").asText());
        assertEquals(deployment.at("/spec/selector/matchLabels"), part(plan, Types.SERVICES).at("/spec/selector"));
        assertEquals(8080, part(plan, Types.SERVICES).at("/spec/ports/0/targetPort").asInt());
        assertEquals("shop.acme.apps.localhost", part(plan, Types.INGRESSES).at("/spec/rules/0/host").asText());
        assertEquals("uid-shop", deployment.at("/metadata/ownerReferences/0/uid").asText());
    }

    @Test
    void withoutAPortItIsFoundByNobody() {
        assertEquals(List.of("Deployment"), kinds(plan(Applications.alone(Applications.of("worker", "{'image':'worker:1'}")))));
    }

    @Test
    void whatIsInternalHasAServiceAndNoNameFromOutside() {
        assertEquals(List.of("Deployment", "Service"), kinds(plan(Applications.alone(Applications.of("db", "{'image':'db:1','port':5432,'internal':true}")))));
    }

    @Test
    void aScheduleMakesACronJobAndTheRestGoes() {
        ApplicationWorld world = Applications.alone(Applications.of("shop", "{'image':'shop:1','schedule':'*/5 * * * *'}"));
        Owned service = new Owned(Types.SERVICES, new ServiceBuilder().withNewMetadata().withName("shop").withNamespace("default").endMetadata().build());

        ApplicationPlan plan = plan(
                new ApplicationWorld(world.application(), world.cluster(), world.domain(), world.image(), false, Bindings.NONE, Map.of(), List.of(service)));

        assertEquals(List.of("CronJob"), kinds(plan));
        assertEquals(List.of(service), plan.delete());
        assertEquals("Never", part(plan, Types.CRON_JOBS).at("/spec/jobTemplate/spec/template/spec/restartPolicy").asText());
    }

    @Test
    void theEnvironmentTakesValuesAndKeysOfSecrets() {
        JsonNode env = part(plan(Applications.alone(Applications.of("shop",
                "{'image':'shop:1','env':[{'name':'A','value':'b'},{'name':'P','secret':{'name':'db','key':'password'}}]}"))), Types.DEPLOYMENTS)
                .at("/spec/template/spec/containers/0/env");

        assertEquals("b", env.at("/0/value").asText());
        assertEquals("db", env.at("/1/valueFrom/secretKeyRef/name").asText());
        assertEquals("password", env.at("/1/valueFrom/secretKeyRef/key").asText());
    }

    @Test
    void healthIsAskedByThePathOrElseByAConnection() {
        JsonNode asked = part(plan(Applications.alone(Applications.of("shop", "{'image':'shop:1','port':80,'health':{'path':'/ok'}}"))), Types.DEPLOYMENTS)
                .at("/spec/template/spec/containers/0");
        JsonNode connected = part(plan(Applications.alone(SHOP)), Types.DEPLOYMENTS).at("/spec/template/spec/containers/0");

        assertEquals("/ok", asked.at("/livenessProbe/httpGet/path").asText());
        assertEquals(8080, connected.at("/readinessProbe/tcpSocket/port").asInt());
        assertTrue(connected.at("/livenessProbe").isMissingNode());
    }

    @Test
    void whatItKeepsIsMountedHasAClaimOfNobodysAndIsOnePodsAtATime() {
        ApplicationPlan plan = plan(Applications.alone(Applications.of("shop", "{'image':'shop:1','volumes':[{'name':'data','path':'/data','size':'1Gi'}]}")));

        assertEquals(List.of("PersistentVolumeClaim", "Deployment"), kinds(plan));
        assertEquals("shop-data", part(plan, Types.CLAIMS).at("/metadata/name").asText());
        assertTrue(part(plan, Types.CLAIMS).at("/metadata/ownerReferences").isMissingNode());
        assertEquals("Recreate", part(plan, Types.DEPLOYMENTS).at("/spec/strategy/type").asText());
        assertEquals("/data", part(plan, Types.DEPLOYMENTS).at("/spec/template/spec/containers/0/volumeMounts/0/mountPath").asText());
    }

    @Test
    void howManyThereAreIsTheAutoscalersWhereThereIsOne() {
        Application scaling = Applications.of("shop", "{'image':'shop:1','replicas':1,'autoscaling':{'min':2,'max':5}}");
        ApplicationPlan own = plan(Applications.alone(scaling));
        ApplicationWorld alone = Applications.alone(SHOP);
        ApplicationPlan others = plan(new ApplicationWorld(SHOP, alone.cluster(), alone.domain(), alone.image(), true, Bindings.NONE, Map.of(), List.of()));

        assertTrue(part(own, Types.DEPLOYMENTS).at("/spec/replicas").isMissingNode());
        assertEquals(80, part(own, Types.AUTOSCALERS).at("/spec/metrics/0/resource/target/averageUtilization").asInt());
        assertTrue(part(others, Types.DEPLOYMENTS).at("/spec/replicas").isMissingNode());
    }

    @Test
    void whatIsThereAlreadyIsNotAppliedAgain() {
        ApplicationWorld world = Applications.alone(SHOP);

        assertEquals(List.of(), plan(after(world, plan(world))).apply());
    }

    @Test
    void whatOthersAddIsTheirsAndWhatTheyTakeAwayComesBackWithoutForce() {
        ApplicationWorld world = Applications.alone(SHOP);
        ApplicationWorld settled = after(world, plan(world));
        Place place = new Place(Types.DEPLOYMENTS, "shop");
        Document deployment = settled.present().get(place);
        Map<Place, Document> added = new java.util.HashMap<>(settled.present());
        added.put(place, deployment.with(3, "spec", "minReadySeconds"));
        Map<Place, Document> changed = new java.util.HashMap<>(settled.present());
        changed.put(place, deployment.with(7, "spec", "replicas"));

        assertEquals(List.of(), plan(with(settled, added)).apply());
        Part again = plan(with(settled, changed)).apply().getFirst();
        assertEquals(Types.DEPLOYMENTS, again.type());
        assertFalse(again.force(), "somebody wants it so, and the application says what it said");
    }

    @Test
    void whatTheApplicationSaysAnewIsTakenOver() {
        ApplicationWorld world = Applications.alone(SHOP);
        ApplicationWorld settled = after(world, plan(world));
        Application changed = Applications.of("shop", "{'image':'shop:2','port':8080,'replicas':2}");

        ApplicationPlan plan = plan(
                new ApplicationWorld(changed, settled.cluster(), settled.domain(), Optional.of("shop:2"), false, Bindings.NONE, settled.present(), List.of()));

        assertEquals(List.of("Deployment"), kinds(plan));
        assertTrue(plan.apply().getFirst().force());
    }

    @Test
    void anObjectOfSomebodyElsesIsLeftAsItIsAndNamed() {
        ApplicationWorld world = Applications.alone(Applications.of("shop",
                "{'image':'shop:1','port':80,'volumes':[{'name':'data','path':'/data','size':'1Gi'}]}"));
        Document service = Document.object("v1", "Service").with("shop", "metadata", "name");
        Document claim = Document.object("v1", "PersistentVolumeClaim").with("shop-data", "metadata", "name");

        ApplicationPlan plan = plan(with(world, Map.of(new Place(Types.SERVICES, "shop"), service, new Place(Types.CLAIMS, "shop-data"), claim)));

        assertEquals(List.of("Deployment", "Ingress"), kinds(plan));
        assertEquals(List.of(Finding.TAKEN, Finding.TAKEN), plan.findings().stream().map(Finding::reason).toList());
        assertEquals("Service shop is there already and is not this application's; it is left as it is", plan.findings().get(1).message());
    }

    @Test
    void aNameBelowTheDomainThatLeadsElsewhereIsSaidAndNotAskedFor() {
        ApplicationPlan plan = plan(Applications.alone(Applications.of("shop", "{'image':'shop:1','port':80,'hosts':["
                + "{'name':'shop.other.apps.localhost'},{'name':'apps.localhost'},{'name':'www.acme.apps.localhost'},{'name':'shop.example','tlsSecret':'tls'}]}")));

        assertEquals(List.of("shop.acme.apps.localhost", "www.acme.apps.localhost", "shop.example"),
                plan.hosts().stream().map(Application.Host::name).toList());
        assertEquals(List.of(Finding.FOREIGN_HOST, Finding.FOREIGN_HOST), plan.findings().stream().map(Finding::reason).toList());
        assertEquals("tls", part(plan, Types.INGRESSES).at("/spec/tls/0/secretName").asText());
        assertEquals(1, part(plan, Types.INGRESSES).at("/spec/tls").size());
    }

    @Test
    void whileABuildHasNoImageNothingRunsAndWhatRunsStays() {
        Application building = Applications.of("shop", "{'build':{'name':'shop'},'port':80}");
        ApplicationWorld alone = Applications.alone(building);
        Owned deployment = new Owned(Types.DEPLOYMENTS, dev.marina.controllers.testing.Samples.deployment("shop", 1));

        ApplicationPlan plan = plan(
                new ApplicationWorld(building, alone.cluster(), alone.domain(), Optional.empty(), false, Bindings.NONE, Map.of(), List.of(deployment)));

        assertEquals(List.of("Service", "Ingress"), kinds(plan));
        assertEquals(List.of(), plan.delete());
    }
}
