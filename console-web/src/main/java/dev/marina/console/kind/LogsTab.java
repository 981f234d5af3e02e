package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.feed.Row;
import dev.marina.console.feed.Rows;
import dev.marina.console.pod.LogPane;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The logs of all pods of a workload together, of those too that come later.
final class LogsTab implements DetailTab {

    private static final Set<String> KINDS = Set.of("deployments", "replicasets", "statefulsets", "daemonsets", "jobs", "services");
    private static final KindRef PODS = new KindRef("", "v1", "pods");

    private final Div content = new Div();
    private final LogPane log = new LogPane();
    private final Select<String> container = new Select<>();
    private final Checkbox previous = new Checkbox(content.getTranslation("log.before"));
    private final Span note = new Span();
    private final Supplier<WhyTab.Page> page;
    private final boolean service;
    private final boolean application;
    private Map<String, String> selector = Map.of();
    private List<String> containers = List.of();
    private List<Row> pods = List.of();
    private Follow follow;
    private String namespace = "";
    private boolean open;
    private boolean begun;

    LogsTab(KindRef kind, Supplier<WhyTab.Page> page) {
        this.page = page;
        this.application = ApplicationTab.fits(kind);
        this.service = kind.plural().equals("services");
        container.setLabel(content.getTranslation("pod.container"));
        container.addValueChangeListener(_ -> again());
        container.setVisible(false);
        previous.addValueChangeListener(_ -> again());
        note.addClassName("notice");
        note.setVisible(false);
        Div bar = new Div(container, previous);
        bar.addClassName("edit-bar");
        content.add(bar, note, log);
        content.addDetachListener(_ -> log.stop());
        content.addAttachListener(_ -> show());
    }

    static boolean fits(KindRef kind) {
        return ApplicationTab.fits(kind) || KINDS.contains(kind.plural()) && Set.of("", "apps", "batch").contains(kind.group());
    }

    @Override
    public String titleKey() {
        return "tab.logs";
    }

    @Override
    public Component content() {
        return content;
    }

    @Override
    public void begin(Row row, Follow listed) {
        follow = listed;
        namespace = row.namespace();
        begun = false;
        pods = List.of();
        log.stop();
        log.clear();
        listen();
    }

    @Override
    public void show(JsonNode object, Row row) {
        selector = application ? Map.of(ApplicationRequests.LABEL, row.name()) : selector(object.at(service ? "/spec/selector" : "/spec/selector/matchLabels"));
        List<String> names = object.at("/spec/template/spec/containers").findValuesAsText("name").isEmpty() ? List.of() : names(object);
        if (!names.equals(containers)) {
            containers = names;
            container.setItems(names);
            container.setVisible(names.size() > 1);
            if (!names.isEmpty()) {
                container.setValue(names.getFirst());
            }
        }
        show();
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.at("/spec/template/spec/containers").forEach(one -> names.add(one.path("name").asText()));
        return names;
    }

    private static Map<String, String> selector(JsonNode labels) {
        Map<String, String> selector = new TreeMap<>();
        labels.properties().forEach(label -> selector.put(label.getKey(), label.getValue().asText()));
        return selector;
    }

    @Override
    public void seen(boolean now) {
        open = now;
        listen();
        show();
    }

    /// Pods are asked for once somebody wants to see their logs.
    private void listen() {
        if (open && !begun && follow != null) {
            begun = true;
            follow.list(PODS.listPath(namespace), "", this::present);
        }
    }

    private void present(Rows rows) {
        if (rows.listed()) {
            pods = rows.rows();
            show();
        }
    }

    private void again() {
        log.stop();
        log.clear();
        show();
    }

    private void show() {
        if (!open || content.getUI().isEmpty() || selector.isEmpty()) {
            return;
        }
        List<Row> own = pods.stream().filter(pod -> pod.labels().entrySet().containsAll(selector.entrySet())).toList();
        note.setText(own.isEmpty() ? content.getTranslation("log.no-pods") : content.getTranslation("log.first", LogPane.MOST, own.size()));
        note.setVisible(own.isEmpty() || own.size() > LogPane.MOST);
        String chosen = container.getValue() == null ? "" : container.getValue();
        log.follow(content.getUI().get(), page.get().api(), own.stream().limit(LogPane.MOST)
                .map(pod -> new LogPane.Source(pod.name(), PODS.listPath(namespace) + "/" + pod.name(), chosen, previous.getValue())).toList());
    }
}
