package dev.marina.console.cluster;

import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.RouteParam;
import com.vaadin.flow.router.RouteParameters;

/// The cluster that a page is about, from its address.
public record ClusterRef(String tenant, String name) {

    public static final String ROUTE = "clusters/:tenant/:cluster";

    public static ClusterRef of(BeforeEnterEvent event) {
        return new ClusterRef(event.getRouteParameters().get("tenant").orElse(""), event.getRouteParameters().get("cluster").orElse(""));
    }

    public static RouteParameters parameters(String tenant, String cluster) {
        return new RouteParameters(new RouteParam("tenant", tenant), new RouteParam("cluster", cluster));
    }

    RouteParameters parameters() {
        return parameters(tenant, name);
    }

    public String path() {
        return "/clusters/%s/%s".formatted(tenant, name);
    }
}
