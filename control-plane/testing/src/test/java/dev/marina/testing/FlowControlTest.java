package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchema;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchemaBuilder;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.PriorityLevelConfiguration;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.PriorityLevelConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Flow schemas and priority levels as objects.
class FlowControlTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static KubernetesClient admin;

    @BeforeAll
    static void aCluster() {
        admin = plane.admin("acme", "flows");
    }

    private static List<String> causes(KubernetesClientException refused) {
        return refused.getStatus().getDetails().getCauses().stream().map(cause -> cause.getField()).toList();
    }

    @Test
    void everyClusterHasTheMandatoryAndTheSuggestedOnes() {
        assertEquals(Stream.of("catch-all", "exempt", "global-default", "kube-controller-manager", "kube-scheduler", "kube-system-service-accounts", "probes",
                "service-accounts", "system-leader-election", "system-node-high", "system-nodes").toList(),
                admin.resources(FlowSchema.class).list().getItems().stream().map(schema -> schema.getMetadata().getName()).filter(name -> !name.equals("mine"))
                        .toList());
        assertEquals(8, admin.resources(PriorityLevelConfiguration.class).list().getItems().size());
        assertEquals(128, admin.resources(PriorityLevelConfiguration.class).withName("workload-low").get().getSpec().getLimited().getLimitResponse()
                .getQueuing().getQueues());
    }

    @Test
    void aMandatoryOneKeepsItsSpec() {
        KubernetesClientException refused = assertThrows(KubernetesClientException.class,
                () -> admin.resources(FlowSchema.class).withName("catch-all")
                        .edit(schema -> new FlowSchemaBuilder(schema).editSpec().withMatchingPrecedence(9999)
                                .endSpec().build()));
        assertEquals(List.of("spec"), causes(refused));
        for (String name : List.of("catch-all", "exempt")) {
            assertEquals("b", admin.resources(FlowSchema.class).withName(name).edit(schema -> new FlowSchemaBuilder(schema).editMetadata()
                    .addToLabels("a", "b").endMetadata().build()).getMetadata().getLabels().get("a"));
            assertEquals("b", admin.resources(PriorityLevelConfiguration.class).withName(name).edit(level -> new PriorityLevelConfigurationBuilder(level)
                    .editMetadata().addToLabels("a", "b").endMetadata().build()).getMetadata().getLabels().get("a"));
        }
    }

    @Test
    void aSchemaIsFilledInAndChecked() {
        FlowSchema mine = new FlowSchemaBuilder().withNewMetadata().withName("mine").endMetadata().withNewSpec()
                .withNewPriorityLevelConfiguration("workload-low").addNewRule()
                .addNewSubject().withKind("User").withNewUser("bob").endSubject()
                .addNewNonResourceRule().withVerbs("*").withNonResourceURLs("/metrics").endNonResourceRule().endRule().endSpec().build();
        assertEquals(1000, admin.resource(mine).create().getSpec().getMatchingPrecedence());

        FlowSchema wrong = new FlowSchemaBuilder().withNewMetadata().withName("wrong").endMetadata().withNewSpec().withMatchingPrecedence(1)
                .withNewPriorityLevelConfiguration("").addNewRule().addNewSubject().withKind("User").endSubject()
                .addNewResourceRule().withVerbs("fly").withApiGroups("*", "apps").withResources("pods").endResourceRule().endRule().endSpec().build();
        assertEquals(List.of("spec.matchingPrecedence", "spec.priorityLevelConfiguration.name", "spec.rules[0].subjects[0].user",
                "spec.rules[0].resourceRules[0].verbs", "spec.rules[0].resourceRules[0].apiGroups", "spec.rules[0].resourceRules[0].namespaces"),
                causes(assertThrows(KubernetesClientException.class, () -> admin.resource(wrong).create())));
    }

    @Test
    void aHandThatCannotBeDealtIsRefused() {
        PriorityLevelConfiguration level = new PriorityLevelConfigurationBuilder().withNewMetadata().withName("wide").endMetadata().withNewSpec()
                .withType("Limited").withNewLimited().withNewLimitResponse().withType("Queue").withNewQueuing().withQueues(1_000_000).withHandSize(8)
                .endQueuing().endLimitResponse().endLimited().endSpec().build();
        assertEquals(List.of("spec.limited.limitResponse.queuing.handSize"),
                causes(assertThrows(KubernetesClientException.class, () -> admin.resource(level).create())));
    }
}
