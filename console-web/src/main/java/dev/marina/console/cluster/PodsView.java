package dev.marina.console.cluster;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.router.Route;
import dev.marina.console.kube.PodSummary;
import dev.marina.console.shell.Pill;
import io.fabric8.kubernetes.api.model.Pod;

@Route(value = ClusterRef.ROUTE + "/pods", layout = ClusterLayout.class)
public class PodsView extends ClusterPage {

    private final LiveGrid<Pod> pods = new LiveGrid<Pod>("nav.pods", LiveGrid.byName())
            .component("column.name", this::link).namespace()
            .component("column.status", pod -> new Pill(PodSummary.of(pod).status(), PodSummary.of(pod).tone()))
            .text("column.ready", pod -> PodSummary.of(pod).readyText())
            .text("column.restarts", pod -> Integer.toString(PodSummary.of(pod).restarts()))
            .text("column.node", pod -> pod.getSpec().getNodeName())
            .text("column.ip", pod -> pod.getStatus() == null ? "" : pod.getStatus().getPodIP())
            .age().yaml();

    public PodsView() {
        add(pods);
    }

    private Anchor link(Pod pod) {
        return new Anchor("%s/pods/%s/%s".formatted(cluster().path(), pod.getMetadata().getNamespace(), pod.getMetadata().getName()), pod.getMetadata().getName());
    }

    @Override
    protected void start() {
        watch(client().pods().inAnyNamespace(), pods::show);
    }

    @Override
    protected String titleKey() {
        return "nav.pods";
    }
}
