package dev.marina.console.components;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.Route;
import dev.marina.console.cluster.ClusterPage;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.FeedPill;
import dev.marina.console.cluster.Rights;
import dev.marina.console.feed.FeedState;
import dev.marina.console.feed.Row;
import dev.marina.console.feed.Rows;
import dev.marina.console.kind.ClusterLayout;
import dev.marina.console.kind.RowStatus;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Refusal;
import dev.marina.console.shell.TitledTable;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Every part of the cluster that can be taken away, with what waits for it, and what goes on without it.
@Route(value = ClusterRef.ROUTE + "/components", layout = ClusterLayout.class)
public class ComponentsView extends ClusterPage {

    private static final String PODS = "/api/v1/pods";
    private static final String NODES = "/api/v1/nodes";

    private final FeedPill state = new FeedPill();
    private final Refusal refusal = new Refusal();
    private final Paragraph goesOn = new Paragraph();
    private final TitledTable table = new TitledTable("nav.components",
            List.of("column.name", "components.state", "components.waits", "components.without", "debugger.ways"));
    private final Map<Part, PartLine> lines = new LinkedHashMap<>();
    private final Rights rights = new Rights();
    private NodesSeen nodes = NodesSeen.NONE;

    public ComponentsView() {
        goesOn.getElement().setAttribute("role", "status");
        Div head = new Div(new H3(getTranslation("nav.components")), state);
        head.addClassName("live-title");
        Div card = new Div(head, new Paragraph(getTranslation("components.text")), refusal, goesOn, table);
        card.addClassNames("live", "debugger");
        add(card);
    }

    @Override
    protected void start() {
        rights.forget();
        refusal.setVisible(false);
        lines.clear();
        table.body().removeAll();
        nodes = NodesSeen.NONE;
        followParts("controllers", Part::controller, (line, seen) -> line.queue(seen.cell("Phase"), seen.cell("Queued"), seen.cell("Next")));
        followParts("nodecomponents", Part::ofNodes, (line, seen) -> line.nodes(seen.cell("Switched").equals("Off"), nodes));
        follow(PODS, "", this::pods);
        follow(NODES, "", seen -> {
            if (seen.listed()) {
                readNodes();
            }
        });
    }

    /// A row of a printed list.
    private record Seen(Rows rows, Row row) {
        String cell(String column) {
            return RowStatus.cell(rows.columns(), row, column).orElse("");
        }
    }

    private void followParts(String plural, Function<String, Part> part, BiConsumer<PartLine, Seen> show) {
        follow(Part.list(plural), "", rows -> {
            state.show(rows.state());
            if (rows.state() instanceof FeedState.Refused refused) {
                failed(getTranslation("live.denied", refused.reason()));
            }
            rows.rows().forEach(row -> show.accept(line(part.apply(row.name())), new Seen(rows, row)));
        });
    }

    /// Made once: a button is not taken from under a pointer because its part has something new to say.
    private PartLine line(Part part) {
        PartLine known = lines.get(part);
        if (known != null) {
            return known;
        }
        PartLine made = new PartLine(part, cluster(), this::change);
        rights.guardKnown(ui(), api(), made.guarded(), part.permission(), this::failed);
        lines.put(part, made);
        Comparator<Part> order = Comparator.comparingInt(Part::rank).thenComparing(Part::name);
        int place = (int) lines.keySet().stream().filter(other -> order.compare(other, part) < 0).count();
        table.body().addComponentAtIndex(place, made);
        return made;
    }

    private void readNodes() {
        ClusterApi api = api();
        Attempt.of(ui(), () -> NodesSeen.of(api.read(NODES)), seen -> {
            nodes = seen;
            lines.values().forEach(line -> line.nodes(seen));
        }, this::failed);
    }

    private void pods(Rows rows) {
        if (!rows.listed()) {
            return;
        }
        long running = rows.rows().stream().filter(row -> status(rows, row).equals("Running")).count();
        long pending = rows.rows().stream().filter(row -> status(rows, row).equals("Pending")).count();
        String least = rows.complete() ? "" : "≥ ";
        goesOn.setText(getTranslation("components.pods", least + running, least + pending));
    }

    private static String status(Rows rows, Row row) {
        return RowStatus.cell(rows.columns(), row, "Status").orElse("");
    }

    private void change(Part part, boolean off) {
        refusal.setVisible(false);
        ClusterApi api = api();
        Attempt.of(ui(), () -> api.write("PATCH", part.path(), Part.MERGE, part.switching(off)), _ -> {}, this::failed);
    }

    private void failed(String reason) {
        refusal.setText(reason);
        refusal.setVisible(true);
    }

    @Override
    protected String titleKey() {
        return "nav.components";
    }
}
