package dev.marina.controllers.addon;

import dev.marina.controllers.engine.Owners;
import dev.marina.controllers.engine.Types;
import dev.marina.model.AddOn;
import dev.marina.model.AddOnServer;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The jobs of an add-on's procedures. Each may be carried out twice.
record AddOnJobs(AddOn addOn, AddOnServer server) {

    private static final int KEPT_SECONDS = 86_400;
    private static final long SETTING_SECONDS = 600;
    private static final long DUMPING_SECONDS = 3_600;

    static String name(AddOn addOn, String what, String id) {
        return "%s-%s-%s".formatted(addOn.getMetadata().getName(), what.toLowerCase(Locale.ROOT), id);
    }

    /// Sees to it that the server's users have the passwords of the Secret.
    Job set(String what, String id, boolean backups) {
        return job(name(addOn, what, id), new AddOnPods(addOn, server).setting(backups), 3, SETTING_SECONDS);
    }

    Job backup(String id, String backup, List<String> keep) {
        return job(name(addOn, ProcedurePlan.BACKUP, id), new AddOnPods(addOn, server).backup(backup, keep), 1, DUMPING_SECONDS);
    }

    Job restore(String id, String backup) {
        return job(name(addOn, ProcedurePlan.RESTORE, id), new AddOnPods(addOn, server).restore(backup), 1, DUMPING_SECONDS);
    }

    private Job job(String name, PodSpec pod, int retries, long seconds) {
        Map<String, String> labels = Map.of(AddOn.LABEL, addOn.getMetadata().getName(), AddOn.ROLE, "work");
        return new JobBuilder().withNewMetadata().withName(name).withNamespace(addOn.getMetadata().getNamespace()).withLabels(labels)
                .withOwnerReferences(Owners.controllerReference(Types.ADD_ONS, addOn)).endMetadata()
                .withNewSpec().withBackoffLimit(retries).withActiveDeadlineSeconds(seconds).withTtlSecondsAfterFinished(KEPT_SECONDS)
                .withNewTemplate().withNewMetadata().withLabels(labels).endMetadata()
                .withSpec(pod).endTemplate().endSpec().build();
    }
}
