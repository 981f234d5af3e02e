package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Jobs behind the real API.
class BatchTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    @Test
    void anIndexedJobRunsEachIndexOnceAndAnotherTenantsJobOfThatNameIsAnother() throws Exception {
        KubernetesClient acme = plane.admin("acme", "batch");
        KubernetesClient other = plane.admin("other", "batch");
        try (PretendedNode _ = new PretendedNode(acme, "n1")) {
            acme.resource(job("count", 3, "Succeeded")).create();
            other.resource(job("count", 3, "Succeeded")).create();

            Await.until("it is complete", () -> condition(acme, "count", "Complete"));

            Job job = acme.batch().v1().jobs().inNamespace("default").withName("count").get();
            assertEquals("0-2", job.getStatus().getCompletedIndexes());
            assertEquals(job.getMetadata().getUid(), job.getSpec().getSelector().getMatchLabels().get("batch.kubernetes.io/controller-uid"));
            List<Pod> pods = pods(acme, "count");
            assertEquals(3, pods.size());
            assertTrue(pods.stream().allMatch(pod -> pod.getMetadata().getFinalizers().isEmpty()));
            assertTrue(pods.stream().allMatch(pod -> pod.getSpec().getContainers().getFirst().getEnv().getFirst().getName().equals("JOB_COMPLETION_INDEX")));
            assertEquals(3, other.batch().v1().jobs().inNamespace("default").withName("count").get().getStatus().getActive());
        }
    }

    @Test
    void whoDeletesAJobAndSaysNothingKeepsItsPodsAndNothingHoldsThem() {
        KubernetesClient client = plane.admin("acme", "orphans");
        client.resource(job("stay", 1, "Succeeded")).create();
        Await.until("its pod is there", () -> pods(client, "stay").size() == 1);

        RawClient raw = plane.withCertificate(plane.credentials(plane.cluster("acme", "orphans"), "test-admin", "system:masters"));
        RawClient.Answer answer = raw.send("DELETE", plane.url("acme", "orphans") + "/apis/batch/v1/namespaces/default/jobs/stay", "", "");

        assertTrue(answer.headers().get("warning").contains("child pods are preserved by default when jobs are deleted"), answer::body);
        Await.until("the pod is nobody's and free", () -> pods(client, "stay").stream()
                .allMatch(pod -> pod.getMetadata().getOwnerReferences().isEmpty() && pod.getMetadata().getFinalizers().isEmpty()));
        assertEquals(1, pods(client, "stay").size());
    }

    @Test
    void deletedPodsOfAJobAreCountedAndLetGo() {
        KubernetesClient client = plane.admin("acme", "background");
        client.resource(job("go", 1, "Succeeded")).create();
        Await.until("its pod is there", () -> pods(client, "go").size() == 1);

        client.batch().v1().jobs().inNamespace("default").withName("go").withPropagationPolicy(DeletionPropagation.FOREGROUND).delete();

        Await.until("everything is gone", () -> pods(client, "go").isEmpty() && client.batch().v1().jobs().inNamespace("default").withName("go").get() == null);
    }

    @Test
    void aJobsTemplateDoesNotChange() {
        KubernetesClient client = plane.admin("acme", "immutable");
        client.resource(job("fixed", 1, "Succeeded")).create();
        KubernetesClientException refused = assertThrows(KubernetesClientException.class,
                () -> client.batch().v1().jobs().inNamespace("default").withName("fixed")
                        .edit(job -> new JobBuilder(job).editSpec().editTemplate().editSpec().editFirstContainer().withImage("other").endContainer().endSpec()
                                .endTemplate().endSpec().build()));
        assertTrue(refused.getMessage().contains("field is immutable"), refused::getMessage);
    }

    private static boolean condition(KubernetesClient client, String name, String type) {
        Job job = client.batch().v1().jobs().inNamespace("default").withName(name).get();
        return job.getStatus() != null
                && job.getStatus().getConditions().stream().anyMatch(condition -> condition.getType().equals(type) && condition.getStatus().equals("True"));
    }

    private static List<Pod> pods(KubernetesClient client, String job) {
        return client.pods().inNamespace("default").withLabel("job-name", job).list().getItems();
    }

    private static Job job(String name, int completions, String end) {
        return new JobBuilder().withNewMetadata().withName(name).withNamespace("default").endMetadata()
                .withNewSpec().withCompletions(completions).withParallelism(completions).withCompletionMode("Indexed")
                .withNewTemplate().withNewMetadata().withLabels(Map.of("ends", end)).endMetadata()
                .withNewSpec().withRestartPolicy("Never").addNewContainer().withName("c").withImage("i").endContainer().endSpec().endTemplate().endSpec()
                .build();
    }
}
