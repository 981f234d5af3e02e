package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.QueryParameters;
import dev.marina.console.act.Subject;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.applications.Words;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.kube.Permission;
import dev.marina.console.shell.Attempt;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// One command in a pod of its own, of the application's image, environment and volumes. Its job's page shows the log.
final class RunAction implements RowAction {

    private static final KindRef JOBS = new KindRef("batch", "v1", "jobs");

    @Override
    public boolean fits(Kind kind, Subject subject) {
        return ApplicationRequests.imaged(subject);
    }

    @Override
    public Component control(ShownSubject shown, Target target) {
        return DeedAction.button("action.run", new Permission("create", "batch", "jobs", "", target.namespace()), target, button -> {
            Subject subject = shown.now();
            String workload = subject.object().at("/spec/schedule").isMissingNode()
                    ? "/apis/apps/v1/namespaces/%s/deployments/%s"
                    : "/apis/batch/v1/namespaces/%s/cronjobs/%s";
            Attempt.of(target.ui(), () -> target.api().read(workload.formatted(subject.namespace(), subject.name())),
                    made -> open(button, subject, made, target), target.failed());
        });
    }

    private static void open(Button button, Subject subject, JsonNode workload, Target target) {
        String number = Long.toString(Instant.now().getEpochSecond() % 1_000_000, 36);
        ActionDialog dialog = new ActionDialog(button.getTranslation("action.run") + " " + subject.name(), button.getTranslation("action.run.text"));
        TextField line = new TextField(button.getTranslation("action.run.command"));
        line.setWidthFull();
        line.setMaxLength(4_000);
        line.setPlaceholder("sh -c 'env | sort'");
        line.setValueChangeMode(ValueChangeMode.LAZY);
        line.addValueChangeListener(_ -> {
            try {
                List<String> words = Words.of(line.getValue());
                line.setInvalid(false);
                dialog.ready(!words.isEmpty());
                dialog.kubectl(
                        "kubectl create -f - <<< '%s'".formatted(ApplicationRequests.run(subject, workload, words, number).toString().replace("'", "'\\''")));
            } catch (IllegalArgumentException _) {
                line.setErrorMessage(line.getTranslation("action.run.form"));
                line.setInvalid(true);
                dialog.ready(false);
            }
        });
        dialog.with(line).confirm(button.getTranslation("action.run"), () -> {
            ObjectNode job = ApplicationRequests.run(subject, workload, Words.of(line.getValue()), number);
            ClusterRef cluster = new ClusterRef(target.api().tenant(), target.api().cluster());
            target.change(ApplicationRequests.create(subject, job), made -> target.ui().navigate(
                    ObjectView.path(cluster, JOBS, subject.namespace(), made.at("/metadata/name").asText()).substring(1),
                    QueryParameters.simple(Map.of("tab", "logs"))));
        }).ready(false);
        dialog.open();
    }
}
