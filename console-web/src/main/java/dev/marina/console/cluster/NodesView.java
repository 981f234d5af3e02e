package dev.marina.console.cluster;

import com.vaadin.flow.router.Route;
import dev.marina.console.kube.NodeSummary;
import dev.marina.console.shell.Pill;
import io.fabric8.kubernetes.api.model.Node;

@Route(value = ClusterRef.ROUTE + "/nodes", layout = ClusterLayout.class)
public class NodesView extends ClusterPage {

    private final LiveGrid<Node> nodes = new LiveGrid<Node>("nav.nodes", LiveGrid.byName()).name()
            .component("column.status", node -> new Pill(NodeSummary.of(node).status(), NodeSummary.of(node).tone()))
            .text("column.address", node -> NodeSummary.of(node).address())
            .text("column.cpu", node -> NodeSummary.of(node).cpu())
            .text("column.memory", node -> NodeSummary.of(node).memory())
            .text("column.version", node -> NodeSummary.of(node).version())
            .age().yaml();

    public NodesView() {
        add(nodes);
    }

    @Override
    protected void start() {
        watch(client().nodes(), nodes::show);
    }

    @Override
    protected String titleKey() {
        return "nav.nodes";
    }
}
