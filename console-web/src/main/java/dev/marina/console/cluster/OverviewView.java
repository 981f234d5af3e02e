package dev.marina.console.cluster;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.Route;
import dev.marina.console.kube.LiveObjects;
import dev.marina.console.kube.NodeSummary;
import dev.marina.console.kube.PodSummary;
import dev.marina.console.kube.Tone;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Objects;

/// A cluster at a glance, and how to reach it with kubectl.
@Route(value = ClusterRef.ROUTE, layout = ClusterLayout.class)
public class OverviewView extends ClusterPage {

    private final Tile nodes = new Tile("nav.nodes", "nodes");
    private final Tile deployments = new Tile("nav.workloads", "workloads");
    private final Tile pods = new Tile("nav.pods", "pods");
    private final Pre commands = new Pre();

    public OverviewView() {
        Div tiles = new Div(nodes, deployments, pods);
        tiles.addClassName("tiles");
        commands.addClassName("yaml");
        Div start = new Div(new H3(getTranslation("overview.start")), new Paragraph(getTranslation("overview.start.text")), commands);
        start.addClassName("card");
        add(tiles, start);
    }

    @Override
    protected void start() {
        commands.setText("""
                export KUBECONFIG=~/Downloads/%s-%s.yaml
                kubectl get nodes
                kubectl create deployment hello --image=marina/busybox:1 -- httpd -f -p 8080
                kubectl get pods --watch""".formatted(cluster().tenant(), cluster().name()));
        nodes.linkTo(cluster());
        deployments.linkTo(cluster());
        pods.linkTo(cluster());
        watch(client().nodes(), this::nodes);
        watch(client().apps().deployments().inAnyNamespace(), this::deployments);
        watch(client().pods().inAnyNamespace(), this::pods);
    }

    private void nodes(LiveObjects.Seen<Node> seen) {
        nodes.show(seen, seen.objects().stream().filter(node -> NodeSummary.of(node).tone() == Tone.GOOD).count());
    }

    private void deployments(LiveObjects.Seen<Deployment> seen) {
        deployments.show(seen, seen.objects().stream().filter(one -> one.getStatus() != null && Objects.equals(
                Objects.requireNonNullElse(one.getStatus().getReadyReplicas(), 0), one.getSpec().getReplicas())).count());
    }

    private void pods(LiveObjects.Seen<Pod> seen) {
        pods.show(seen, seen.objects().stream().filter(pod -> PodSummary.of(pod).tone() == Tone.GOOD).count());
    }

    @Override
    protected String titleKey() {
        return "nav.overview";
    }

    /// How many there are and how many of them are well.
    private static final class Tile extends Anchor {

        private final Span number = new Span("–");
        private final Span well = new Span();
        private final String page;

        Tile(String titleKey, String page) {
            this.page = page;
            addClassNames("card", "tile");
            number.addClassName("number");
            well.addClassName("well");
            Span title = new Span(getTranslation(titleKey));
            title.addClassName("tile-title");
            add(title, number, well);
        }

        void linkTo(ClusterRef cluster) {
            setHref(cluster.path() + "/" + page);
        }

        void show(LiveObjects.Seen<?> seen, long good) {
            number.setText(seen.listed() ? Integer.toString(seen.objects().size()) : "–");
            well.setText(seen.failure().map(failure -> getTranslation("live.lost", failure))
                    .orElseGet(() -> seen.listed() ? getTranslation("overview.well", good) : getTranslation("loading")));
            setClassName("all-well", seen.listed() && good == seen.objects().size() && seen.failure().isEmpty());
        }
    }
}
