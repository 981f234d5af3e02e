package dev.marina.console.act;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A cron job's job out of turn, as `kubectl create job --from` makes it.
public record ManualRun(Subject cronJob, String name) {

    private static final int MOST_CHARACTERS = 63;

    /// @param number tells this run from others
    public static ManualRun of(Subject cronJob, String number) {
        String suffix = "-manual-" + number;
        String start = cronJob.name();
        return new ManualRun(cronJob, start.substring(0, Math.min(start.length(), MOST_CHARACTERS - suffix.length())) + suffix);
    }

    public Request request() {
        JsonNode template = cronJob.object().at("/spec/jobTemplate");
        ObjectNode job = JsonNodeFactory.instance.objectNode().put("apiVersion", "batch/v1").put("kind", "Job");
        ObjectNode metadata = job.putObject("metadata").put("name", name).put("namespace", cronJob.namespace());
        ObjectNode annotations = metadata.putObject("annotations").put("cronjob.kubernetes.io/instantiate", "manual");
        if (template.at("/metadata/annotations") instanceof ObjectNode more) {
            annotations.setAll(more);
        }
        if (template.at("/metadata/labels") instanceof ObjectNode labels) {
            metadata.set("labels", labels);
        }
        metadata.putArray("ownerReferences").addObject().put("apiVersion", "batch/v1").put("kind", "CronJob").put("name", cronJob.name())
                .put("uid", cronJob.object().at("/metadata/uid").asText()).put("controller", true);
        job.set("spec", template.path("spec"));
        return new Request("POST", "/apis/batch/v1/namespaces/%s/jobs?fieldManager=marina-console".formatted(cronJob.namespace()), "application/json",
                job.toString());
    }

    public String kubectl() {
        return "kubectl create job %s --from=cronjob/%s -n %s".formatted(name, cronJob.name(), cronJob.namespace());
    }
}
