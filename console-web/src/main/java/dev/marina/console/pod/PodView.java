package dev.marina.console.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import dev.marina.console.Console;
import dev.marina.console.cluster.ClusterPage;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.FeedPill;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.cluster.Rights;
import dev.marina.console.course.CoursePane;
import dev.marina.console.feed.FeedState;
import dev.marina.console.feed.Row;
import dev.marina.console.feed.Rows;
import dev.marina.console.kind.ClusterLayout;
import dev.marina.console.kind.EditTab;
import dev.marina.console.kind.EventsTab;
import dev.marina.console.kind.Kind;
import dev.marina.console.kind.KindCatalogs;
import dev.marina.console.kind.KindRef;
import dev.marina.console.kind.ObjectActions;
import dev.marina.console.kind.Target;
import dev.marina.console.kind.UsageTab;
import dev.marina.console.kube.Age;
import dev.marina.console.kube.Permission;
import dev.marina.console.kube.PodSummary;
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.AddressedTabs;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.Pill;
import dev.marina.console.terminal.ExecTarget;
import dev.marina.console.terminal.TerminalDock;
import dev.marina.console.why.StatusLink;
import dev.marina.console.why.WhyPane;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// One pod: how it is doing, its containers, its log as it is written, its events, its YAML.
@Route(value = "clusters/:tenant/:cluster/pods/:namespace/:pod", layout = ClusterLayout.class)
public class PodView extends ClusterPage {

    private static final KindRef PODS = new KindRef("", "v1", "pods");
    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private final H3 heading = new H3();
    private final StatusLink.Place status = new StatusLink.Place();
    private final Anchor because = StatusLink.button("");
    private final Div facts = new Div();
    private final Div conditions = new Div();
    private final Div containers = new Div();
    /// A container's card stays the same while what it says changes.
    private final Map<String, ContainerCard> cards = new HashMap<>();
    private final Select<String> container = new Select<>();
    private final LogPane log = new LogPane();
    private final Checkbox previous = new Checkbox(getTranslation("log.before"));
    private final EditTab yaml = new EditTab(PODS, this::api);
    private final EventsTab events = new EventsTab();
    private final WhyPane why = new WhyPane();
    private final CoursePane course = new CoursePane();
    private final UsageTab usage = new UsageTab(PODS, this::api);
    private final AddressedTabs tabs = new AddressedTabs(this::chosen);
    private final FeedPill state = new FeedPill();
    private final ObjectActions actions = new ObjectActions();
    private final Span refusal = new Span();
    private String namespace;
    private String name;
    private String following = "";
    private Row shown;

    public PodView() {
        Div head = new Div(heading, status, state, because, actions);
        head.addClassName("title-row");
        facts.addClassName("facts");
        conditions.addClassName("conditions");
        Div summary = new Div(head, facts, conditions);
        summary.addClassName("pod-summary");
        containers.addClassName("cards");
        refusal.addClassName("notice");
        refusal.setVisible(false);
        container.setLabel(getTranslation("pod.container"));
        container.addValueChangeListener(_ -> follow());
        previous.addValueChangeListener(_ -> again());
        Div bar = new Div(container, previous);
        bar.addClassName("edit-bar");
        tabs.add("log", getTranslation("pod.log"), new Div(bar, log));
        tabs.add("why", getTranslation("tab.why"), why);
        tabs.add("course", getTranslation("tab.course"), course);
        tabs.add("usage", getTranslation("tab.usage"), usage.content());
        tabs.add("events", getTranslation("nav.events"), events.content());
        tabs.add("yaml", "YAML", yaml.content());
        add(refusal, summary, containers, tabs);
    }

    private void chosen(String tab) {
        why.open(tab.equals("why"));
        course.open(tab.equals("course"));
        usage.seen(tab.equals("usage"));
    }

    @Override
    protected void enter(BeforeEnterEvent event) {
        namespace = event.getRouteParameters().get("namespace").orElse("");
        name = event.getRouteParameters().get("pod").orElse("");
        tabs.open(event.getLocation());
    }

    @Override
    protected void start() {
        following = "";
        container.setItems(List.of());
        heading.setText(name);
        because.setHref(StatusLink.why(address()));
        empty();
        shown = null;
        follow(PODS.listPath(namespace), "metadata.name=" + name, this::seen);
        closeLater(log::stop);
    }

    private void seen(Rows rows) {
        state.show(rows.state());
        if (rows.rows().isEmpty()) {
            shown = null;
            empty();
            String why = rows.state() instanceof FeedState.Refused refused
                    ? getTranslation("live.denied", refused.reason())
                    : getTranslation(rows.listed() ? "pod.gone" : "loading");
            facts.add(new Span(why));
            return;
        }
        Row row = rows.rows().getFirst();
        if (row.equals(shown)) {
            return;
        }
        if (shown == null || !shown.uid().equals(row.uid())) {
            events.begin(row, this::follow);
            yaml.begin(row, this::follow);
            usage.begin(row, this::follow);
        }
        shown = row;
        // The row says that something changed; the pod itself is read then.
        Target target = new Target(ui(), api(), PODS, namespace, name, this::refused);
        KindCatalogs catalogs = Console.current().catalogs();
        ClusterRef cluster = cluster();
        Attempt.of(ui(), () -> new Seen(target.api().read(target.path()), catalogs.find(target.api().person(), cluster, PODS)), seen -> {
            actions.show(seen.object(), seen.kind(), target);
            show(seen.object());
        }, this::refused);
    }

    private void empty() {
        actions.clear();
        status.clear();
        facts.removeAll();
        conditions.removeAll();
        containers.removeAll();
        cards.clear();
    }

    private record Seen(JsonNode object, Optional<Kind> kind) {}

    private void refused(String reason) {
        refusal.setText(reason);
        refusal.setVisible(!reason.isEmpty());
    }

    private void show(JsonNode object) {
        yaml.show(object, shown);
        usage.show(object, shown);
        why.about(ui(), api(), cluster(), new ObjectAddress("", "pods", namespace, name));
        course.about(ui(), api(), cluster(), new ObjectAddress("", "pods", namespace, name));
        Pod pod = JSON.convertValue(object, Pod.class);
        PodSummary line = PodSummary.of(pod);
        status.show(Optional.of(new StatusLink.Shown(line.status(), line.tone())), name, address());
        facts(pod, line);
        conditions(pod);
        cards(pod);
        offer(pod);
    }

    private String address() {
        return "%s/pods/%s/%s".formatted(cluster().path(), namespace, name);
    }

    private void facts(Pod pod, PodSummary state) {
        facts.removeAll();
        facts.add(fact("column.namespace", namespace), fact("column.node", pod.getSpec().getNodeName()),
                fact("column.ip", pod.getStatus() == null ? "" : pod.getStatus().getPodIP()), fact("column.ready", state.readyText()),
                fact("column.restarts", Integer.toString(state.restarts())),
                fact("column.age", Age.of(pod.getMetadata().getCreationTimestamp(), Instant.now())));
    }

    private Span fact(String key, String value) {
        Span label = new Span(getTranslation(key));
        label.addClassName("label");
        return new Span(label, new Span(Objects.requireNonNullElse(value, "–")));
    }

    private void conditions(Pod pod) {
        conditions.removeAll();
        List<PodCondition> present = pod.getStatus() == null ? List.of() : pod.getStatus().getConditions();
        for (PodCondition condition : present) {
            boolean good = "True".equals(condition.getStatus());
            Pill pill = new Pill(condition.getType(), good ? Tone.GOOD : Tone.BUSY);
            pill.setTitle("%s=%s %s %s".formatted(condition.getType(), condition.getStatus(), Objects.requireNonNullElse(condition.getReason(), ""),
                    Objects.requireNonNullElse(condition.getMessage(), "")));
            conditions.add(pill);
        }
    }

    private static List<ContainerStatus> statuses(Pod pod) {
        return pod.getStatus() == null
                ? List.of()
                : Stream.concat(pod.getStatus().getInitContainerStatuses().stream(), pod.getStatus().getContainerStatuses().stream()).toList();
    }

    private void cards(Pod pod) {
        List<ContainerStatus> present = statuses(pod);
        cards.entrySet().removeIf(card -> {
            boolean gone = present.stream().noneMatch(status -> status.getName().equals(card.getKey()));
            if (gone) {
                containers.remove(card.getValue());
            }
            return gone;
        });
        present.forEach(status -> cards.computeIfAbsent(status.getName(), of -> {
            ContainerCard card = new ContainerCard(of, () -> terminal(of));
            containers.add(card);
            return card;
        }).show(pod, status));
    }

    private Guarded terminal(String of) {
        Button open = new Button(getTranslation("terminal.open"));
        open.addThemeVariants(ButtonVariant.LUMO_SMALL);
        open.setEnabled(false);
        ExecTarget target = new ExecTarget(cluster(), namespace, name, of, ExecTarget.SHELL);
        open.addClickListener(_ -> TerminalDock.in(ui()).ifPresent(dock -> dock.open(api(), target, name + " / " + of)));
        Guarded guarded = new Guarded(open);
        Permission running = new Permission("create", "", "pods", "exec", namespace);
        Rights.guard(ui(), api(), guarded, running, guarded::deny);
        return guarded;
    }

    private void offer(Pod pod) {
        List<String> names = Stream.concat(pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream()).map(Container::getName).toList();
        if (container.isEmpty()) {
            container.setItems(names);
            container.setValue(names.getFirst());
        }
        container.setVisible(names.size() > 1);
    }

    private void follow() {
        String wanted = container.getValue();
        if (wanted != null && !wanted.equals(following)) {
            following = wanted;
            again();
        }
    }

    private void again() {
        log.stop();
        log.clear();
        if (!following.isEmpty()) {
            log.follow(ui(), api(), List.of(new LogPane.Source("", "%s/%s".formatted(PODS.listPath(namespace), name), following, previous.getValue())));
        }
    }

    @Override
    protected String titleKey() {
        return "nav.pods";
    }
}
