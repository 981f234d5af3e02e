package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.Console;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.feed.Row;
import dev.marina.console.feed.TableSource.Refusal;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.shell.Attempt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Who owns the object, and what it owns, each a link: the way goes up and down.
final class RelatedTab implements DetailTab {

    private static final int MOST = 200;

    private final Div content = new Div();
    private final KindRef kind;
    private final Supplier<WhyTab.Page> page;
    private JsonNode shown;
    private boolean open;

    /// Kinds whose objects such an object makes.
    private static final java.util.Map<String, List<KindRef>> MADE = java.util.Map.of(
            "applications", List.of(new KindRef("apps", "v1", "deployments"), new KindRef("batch", "v1", "cronjobs"), new KindRef("", "v1", "services"),
                    new KindRef("networking.k8s.io", "v1", "ingresses"), new KindRef("autoscaling", "v2", "horizontalpodautoscalers"),
                    new KindRef("batch", "v1", "jobs")),
            "deployments", List.of(new KindRef("apps", "v1", "replicasets")),
            "replicasets", List.of(new KindRef("", "v1", "pods")),
            "statefulsets", List.of(new KindRef("", "v1", "pods"), new KindRef("apps", "v1", "controllerrevisions")),
            "daemonsets", List.of(new KindRef("", "v1", "pods"), new KindRef("apps", "v1", "controllerrevisions")),
            "jobs", List.of(new KindRef("", "v1", "pods")),
            "cronjobs", List.of(new KindRef("batch", "v1", "jobs")),
            "services", List.of(new KindRef("discovery.k8s.io", "v1", "endpointslices")));

    RelatedTab(KindRef kind, Supplier<WhyTab.Page> page) {
        this.kind = kind;
        this.page = page;
    }

    private record Relative(KindRef kind, String namespace, String name) {}

    private record Family(List<Relative> owners, List<Relative> owned, boolean more) {}

    @Override
    public String titleKey() {
        return "tab.related";
    }

    @Override
    public Component content() {
        return content;
    }

    @Override
    public void show(JsonNode object, Row row) {
        shown = object;
        if (open) {
            load();
        }
    }

    @Override
    public void seen(boolean now) {
        open = now;
        if (open && shown != null) {
            load();
        }
    }

    private void load() {
        WhyTab.Page at = page.get();
        JsonNode object = shown;
        KindCatalogs catalogs = Console.current().catalogs();
        Attempt.of(at.ui(), () -> family(at.api(), object, catalogs.of(at.api().person(), at.cluster())), family -> render(at.cluster(), family),
                reason -> content.getElement().setText(reason));
    }

    private Family family(ClusterApi api, JsonNode object, KindCatalog catalog) throws IOException {
        String namespace = object.at("/metadata/namespace").asText();
        List<Relative> owners = new ArrayList<>();
        for (JsonNode owner : object.at("/metadata/ownerReferences")) {
            String version = owner.path("apiVersion").asText();
            String group = version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
            Optional<Kind> found = catalog.kinds().stream().filter(one -> one.ref().group().equals(group) && one.name().equals(owner.path("kind").asText()))
                    .findFirst();
            found.ifPresent(one -> owners.add(new Relative(one.ref(), one.namespaced() ? namespace : "", owner.path("name").asText())));
        }
        List<Relative> owned = new ArrayList<>();
        boolean more = false;
        for (KindRef made : MADE.getOrDefault(kind.plural(), List.of())) {
            JsonNode list;
            try {
                list = api.read(made.listPath(namespace) + "?limit=2000", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
            } catch (Refusal refusal) {
                continue;
            }
            for (JsonNode one : list.path("items")) {
                if (one.at("/metadata/ownerReferences").findValuesAsText("uid").contains(object.at("/metadata/uid").asText())) {
                    owned.add(new Relative(made, namespace, one.at("/metadata/name").asText()));
                }
            }
            more |= !list.at("/metadata/continue").asText().isEmpty();
        }
        return new Family(owners, owned.subList(0, Math.min(owned.size(), MOST)), more || owned.size() > MOST);
    }

    private void render(ClusterRef cluster, Family family) {
        content.removeAll();
        section("related.owners", cluster, family.owners());
        section("related.owned", cluster, family.owned());
        if (family.more()) {
            content.add(new Span(content.getTranslation("related.more")));
        }
    }

    private void section(String titleKey, ClusterRef cluster, List<Relative> relatives) {
        content.add(new H4(content.getTranslation(titleKey)));
        if (relatives.isEmpty()) {
            content.add(new Span(content.getTranslation("live.none")));
        }
        for (Relative one : relatives) {
            Div line = new Div(new Span(one.kind().plural() + " "), new Anchor(ObjectView.path(cluster, one.kind(), one.namespace(), one.name()), one.name()));
            line.addClassName("relative");
            content.add(line);
        }
    }
}
