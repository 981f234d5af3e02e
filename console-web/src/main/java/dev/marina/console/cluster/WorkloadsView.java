package dev.marina.console.cluster;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.Route;
import dev.marina.console.kube.Permission;
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.Background;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.Pill;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// Deployments and the replica sets that they made.
@Route(value = ClusterRef.ROUTE + "/workloads", layout = ClusterLayout.class)
public class WorkloadsView extends ClusterPage {

    private final LiveGrid<Deployment> deployments = new LiveGrid<Deployment>("workloads.deployments", LiveGrid.byName()).name().namespace()
            .component("column.ready", WorkloadsView::ready)
            .text("column.uptodate", one -> number(one.getStatus() == null ? null : one.getStatus().getUpdatedReplicas()))
            .text("column.available", one -> number(one.getStatus() == null ? null : one.getStatus().getAvailableReplicas()))
            .text("column.images", one -> images(one.getSpec().getTemplate().getSpec().getContainers()))
            .component("column.scale", this::scale).age().yaml();

    private final LiveGrid<ReplicaSet> replicaSets = new LiveGrid<ReplicaSet>("workloads.replicasets", LiveGrid.byName()).name().namespace()
            .text("column.desired", one -> number(one.getSpec().getReplicas()))
            .text("column.current", one -> number(one.getStatus() == null ? null : one.getStatus().getReplicas()))
            .text("column.ready", one -> number(one.getStatus() == null ? null : one.getStatus().getReadyReplicas()))
            .text("column.owner", WorkloadsView::owner).age().yaml();

    private final Span refusal = new Span();
    private String missing = "";

    public WorkloadsView() {
        refusal.addClassName("notice");
        refusal.setVisible(false);
        add(refusal, deployments, replicaSets);
    }

    @Override
    protected void start() {
        KubernetesClient asked = client();
        Permission scaling = new Permission("patch", "apps", "deployments", "scale", "");
        var page = ui();
        Background.once(() -> {
            String lacking = scaling.granted(asked) ? "" : scaling.text();
            Background.show(page, () -> {
                missing = lacking;
                deployments.refresh();
            });
        });
        watch(client().apps().deployments().inAnyNamespace(), deployments::show);
        watch(client().apps().replicaSets().inAnyNamespace(), replicaSets::show);
    }

    private static Pill ready(Deployment deployment) {
        int wanted = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
        int ready = deployment.getStatus() == null ? 0 : Objects.requireNonNullElse(deployment.getStatus().getReadyReplicas(), 0);
        return new Pill("%d/%d".formatted(ready, wanted), ready == wanted ? Tone.GOOD : Tone.BUSY);
    }

    private Div scale(Deployment deployment) {
        int wanted = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
        Div buttons = new Div(step("−", "workloads.fewer", deployment, Math.max(0, wanted - 1)), step("+", "workloads.more", deployment, wanted + 1));
        buttons.addClassName("steps");
        return buttons;
    }

    private Guarded step(String text, String labelKey, Deployment deployment, int replicas) {
        Button button = new Button(text, _ -> scale(deployment, replicas));
        button.addThemeVariants(ButtonVariant.LUMO_SMALL, ButtonVariant.LUMO_TERTIARY);
        button.setAriaLabel(getTranslation(labelKey, deployment.getMetadata().getName()));
        Guarded guarded = new Guarded(button);
        if (!missing.isEmpty()) {
            guarded.deny(getTranslation("permission.missing", missing));
        }
        return guarded;
    }

    private void scale(Deployment deployment, int replicas) {
        KubernetesClient asked = client();
        var page = ui();
        Background.once(() -> {
            try {
                asked.apps().deployments().inNamespace(deployment.getMetadata().getNamespace()).withName(deployment.getMetadata().getName()).scale(replicas);
                Background.show(page, () -> refusal.setVisible(false));
            } catch (KubernetesClientException e) {
                Background.show(page, () -> {
                    refusal.setText(e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage());
                    refusal.setVisible(true);
                });
            }
        });
    }

    private static String number(Integer number) {
        return Integer.toString(Objects.requireNonNullElse(number, 0));
    }

    private static String images(List<Container> containers) {
        return containers.stream().map(Container::getImage).collect(Collectors.joining(", "));
    }

    private static String owner(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream().map(OwnerReference::getName).collect(Collectors.joining(", "));
    }

    @Override
    protected String titleKey() {
        return "nav.workloads";
    }
}
