package dev.marina.controllers.testing;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.util.Map;

/// A small shared world of objects.
public final class Samples {

    public static final Map<String, String> WEB = Map.of("app", "web");

    private Samples() {}

    public static ReplicaSet replicaSet(String name, int replicas) {
        return new ReplicaSetBuilder().withNewMetadata().withName(name).withNamespace("default").withUid("uid-" + name).withGeneration(1L).endMetadata()
                .withNewSpec().withReplicas(replicas).withNewSelector().withMatchLabels(WEB).endSelector()
                .withNewTemplate().withNewMetadata().withLabels(WEB).endMetadata()
                .withNewSpec().addNewContainer().withName("web").withImage("web:1").endContainer().endSpec().endTemplate()
                .endSpec().build();
    }

    public static Deployment deployment(String name, int replicas) {
        return new DeploymentBuilder().withNewMetadata().withName(name).withNamespace("default").withUid("uid-" + name).withGeneration(1L).endMetadata()
                .withNewSpec().withReplicas(replicas).withProgressDeadlineSeconds(600).withRevisionHistoryLimit(10)
                .withNewStrategy().withType("RollingUpdate").withNewRollingUpdate().withNewMaxSurge("25%").withNewMaxUnavailable("25%").endRollingUpdate()
                .endStrategy()
                .withNewSelector().withMatchLabels(WEB).endSelector()
                .withNewTemplate().withNewMetadata().withLabels(WEB).endMetadata()
                .withNewSpec().addNewContainer().withName("web").withImage("web:1").endContainer().endSpec().endTemplate()
                .endSpec().build();
    }

    public static StatefulSet statefulSet(String name, int replicas) {
        return new StatefulSetBuilder().withNewMetadata().withName(name).withNamespace("default").withUid("uid-" + name).withGeneration(1L).endMetadata()
                .withNewSpec().withReplicas(replicas).withServiceName(name).withPodManagementPolicy("OrderedReady").withRevisionHistoryLimit(10)
                .withNewUpdateStrategy().withType("RollingUpdate").withNewRollingUpdate().withPartition(0).endRollingUpdate().endUpdateStrategy()
                .withNewSelector().withMatchLabels(WEB).endSelector()
                .withNewTemplate().withNewMetadata().withLabels(WEB).endMetadata()
                .withNewSpec().addNewContainer().withName("web").withImage("web:1").endContainer().endSpec().endTemplate()
                .endSpec().build();
    }

    public static DaemonSet daemonSet(String name) {
        return new DaemonSetBuilder().withNewMetadata().withName(name).withNamespace("default").withUid("uid-" + name).withGeneration(1L).endMetadata()
                .withNewSpec().withRevisionHistoryLimit(10)
                .withNewUpdateStrategy().withType("RollingUpdate").withNewRollingUpdate().withNewMaxUnavailable(1).withNewMaxSurge(0).endRollingUpdate()
                .endUpdateStrategy()
                .withNewSelector().withMatchLabels(WEB).endSelector()
                .withNewTemplate().withNewMetadata().withLabels(WEB).endMetadata()
                .withNewSpec().addNewContainer().withName("web").withImage("web:1").endContainer().endSpec().endTemplate()
                .endSpec().build();
    }

    public static Job job(String name, int parallelism, int completions) {
        return new JobBuilder().withNewMetadata().withName(name).withNamespace("default").withUid("uid-" + name).withGeneration(1L).endMetadata()
                .withNewSpec().withParallelism(parallelism).withCompletions(completions).withBackoffLimit(6).withCompletionMode("NonIndexed").withSuspend(false)
                .withManualSelector(false).withPodReplacementPolicy("TerminatingOrFailed").withNewSelector().withMatchLabels(WEB).endSelector()
                .withNewTemplate().withNewMetadata().withLabels(WEB).endMetadata()
                .withNewSpec().withRestartPolicy("Never").addNewContainer().withName("web").withImage("web:1").endContainer().endSpec().endTemplate()
                .endSpec().build();
    }

    public static CronJob cronJob(String name, String schedule) {
        return new CronJobBuilder().withNewMetadata().withName(name).withNamespace("default").withUid("uid-" + name).withGeneration(1L)
                .withCreationTimestamp("2026-01-01T00:00:00Z").endMetadata()
                .withNewSpec().withSchedule(schedule).withConcurrencyPolicy("Allow").withSuspend(false).withSuccessfulJobsHistoryLimit(3)
                .withFailedJobsHistoryLimit(1)
                .withNewJobTemplate().withSpec(job("of-the-template", 1, 1).getSpec()).endJobTemplate().endSpec().build();
    }

    public static Pod pod(String name) {
        return new PodBuilder().withNewMetadata().withName(name).withNamespace("default").withLabels(WEB).withCreationTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .withNewSpec().addNewContainer().withName("web").withImage("web:1").endContainer().endSpec()
                .withNewStatus().withPhase("Pending").endStatus().build();
    }

    public static Pod running(Pod pod, String node, Instant readySince) {
        return new PodBuilder(pod).editSpec().withNodeName(node).endSpec()
                .withNewStatus().withPhase("Running").withPodIP("10.244.1." + (10 + Math.floorMod(pod.getMetadata().getName().hashCode(), 200)))
                .addNewCondition().withType("Ready").withStatus("True").withLastTransitionTime(readySince.toString()).endCondition().endStatus().build();
    }

    public static Node node(String name, String cpu, String memory) {
        return new NodeBuilder().withNewMetadata().withName(name).withLabels(Map.of("kubernetes.io/hostname", name)).endMetadata()
                .withNewSpec().endSpec()
                .withNewStatus().withAllocatable(Map.of("cpu", new Quantity(cpu), "memory", new Quantity(memory), "pods", new Quantity("110")))
                .addNewCondition().withType("Ready").withStatus("True").endCondition().endStatus().build();
    }
}
