package dev.marina.console.cluster;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.AnchorTarget;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.Route;
import dev.marina.console.kube.LiveObjects;
import dev.marina.console.kube.NodeSummary;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// Services, with links to what a node port opens.
@Route(value = ClusterRef.ROUTE + "/services", layout = ClusterLayout.class)
public class ServicesView extends ClusterPage {

    private final LiveGrid<Service> services = new LiveGrid<Service>("nav.services", LiveGrid.byName()).name().namespace()
            .text("column.type", one -> one.getSpec().getType())
            .text("column.clusterip", one -> one.getSpec().getClusterIP())
            .text("column.ports", one -> one.getSpec().getPorts().stream().map(ServicesView::text).collect(Collectors.joining(", ")))
            .component("column.open", this::links)
            .text("column.selector", one -> selector(one.getSpec().getSelector()))
            .age().yaml();
    private List<String> addresses = List.of();
    private LiveObjects.Seen<Service> latest;

    public ServicesView() {
        add(services);
    }

    @Override
    protected void start() {
        watch(client().nodes(), this::nodes);
        watch(client().services().inAnyNamespace(), seen -> {
            latest = seen;
            services.show(seen);
        });
    }

    private void nodes(LiveObjects.Seen<Node> seen) {
        List<String> now = seen.objects().stream().map(node -> NodeSummary.of(node).address()).filter(address -> !address.isEmpty()).sorted().toList();
        if (!now.equals(addresses)) {
            addresses = now;
            if (latest != null) {
                services.show(latest);
            }
        }
    }

    static String text(ServicePort port) {
        String outer = port.getNodePort() == null ? "" : ":" + port.getNodePort();
        return "%d%s/%s".formatted(port.getPort(), outer, Objects.requireNonNullElse(port.getProtocol(), "TCP"));
    }

    private Component links(Service service) {
        Div links = new Div();
        links.addClassName("links");
        service.getSpec().getPorts().stream().map(ServicePort::getNodePort).filter(Objects::nonNull).forEach(port -> addresses.stream().limit(1).forEach(address -> {
            Anchor link = new Anchor("http://%s:%d/".formatted(address, port), "%s:%d".formatted(address, port));
            link.setTarget(AnchorTarget.BLANK);
            links.add(link);
        }));
        return links;
    }

    private static String selector(Map<String, String> selector) {
        return selector == null ? "" : selector.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).sorted().collect(Collectors.joining(","));
    }

    @Override
    protected String titleKey() {
        return "nav.services";
    }
}
