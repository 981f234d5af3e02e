package dev.marina.console.faults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.Route;
import dev.marina.console.cluster.ClusterPage;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.FeedPill;
import dev.marina.console.cluster.Rights;
import dev.marina.console.feed.FeedState;
import dev.marina.console.feed.Rows;
import dev.marina.console.kind.ClusterLayout;
import dev.marina.console.kind.RowStatus;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Permission;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Refusal;
import dev.marina.console.shell.TitledTable;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Break it: what of the cluster's nodes and controllers can be broken, what is expected of it, what is seen, and the way back.
@Route(value = ClusterRef.ROUTE + "/break", layout = ClusterLayout.class)
public class BreakView extends ClusterPage {

    private static final String NODES = "/api/v1/nodes";
    private static final String CONTROLLERS = "/apis/marina.dev/v1/controllers";
    private static final String MERGE = "application/merge-patch+json";

    private final FeedPill state = new FeedPill();
    private final Refusal refusal = new Refusal();
    private final Paragraph nodes = new Paragraph();
    private final FaultForm form = new FaultForm(this::make);
    private final TitledTable table = new TitledTable("nav.break",
            List.of("break.what", "break.nodes", "break.phase", "break.seen", "debugger.ways"));
    private final Map<String, FaultLine> lines = new LinkedHashMap<>();
    private final Rights rights = new Rights();

    public BreakView() {
        nodes.getElement().setAttribute("role", "status");
        Div head = new Div(new H3(getTranslation("nav.break")), state);
        head.addClassName("live-title");
        Div card = new Div(head, new Paragraph(getTranslation("break.text")), form, refusal, nodes, table);
        card.addClassNames("live", "debugger");
        add(card);
    }

    @Override
    protected void start() {
        rights.forget();
        refusal.say("");
        lines.clear();
        table.body().removeAll();
        Rights.guard(ui(), api(), form.guarded(), permission("create"), refusal::say);
        follow(FaultForm.FAULTS, "", this::faults);
        follow(NODES, "", this::nodes);
        follow(CONTROLLERS, "", this::controllers);
    }

    private static Permission permission(String verb) {
        return new Permission(verb, "marina.dev", "faults", "", "");
    }

    private void faults(Rows rows) {
        state.show(rows.state());
        if (rows.state() instanceof FeedState.Refused refused) {
            refusal.say(getTranslation("live.denied", refused.reason()));
        }
        if (!rows.listed()) {
            return;
        }
        Set<String> gone = new HashSet<>(lines.keySet());
        rows.rows().forEach(row -> {
            gone.remove(row.name());
            line(Broken.of(rows, row));
        });
        gone.forEach(name -> lines.remove(name).removeFromParent());
    }

    /// Made once: a button is not taken from under a pointer because its fault has something new to say. The newest stands first.
    private void line(Broken fault) {
        FaultLine known = lines.get(fault.name());
        if (known != null) {
            known.show(fault);
            return;
        }
        FaultLine made = new FaultLine(fault, this::undo, this::remove);
        lines.put(fault.name(), made);
        table.body().addComponentAsFirst(made);
        rights.guardKnown(ui(), api(), made.guardedUndo(), permission("patch"), refusal::say);
        rights.guardKnown(ui(), api(), made.guardedRemove(), permission("delete"), refusal::say);
    }

    private void nodes(Rows rows) {
        if (rows.listed()) {
            form.nodes(rows.rows().stream().map(row -> row.name()).sorted().toList());
            nodes.setText(getTranslation("break.nodes-say", rows.rows().stream()
                    .map(row -> "%s: %s".formatted(row.name(), RowStatus.cell(rows.columns(), row, "Status").orElse(""))).sorted()
                    .collect(Collectors.joining(", "))));
        }
    }

    private void controllers(Rows rows) {
        if (rows.listed()) {
            form.controllers(rows.rows().stream().map(row -> row.name()).sorted().toList());
        }
    }

    private void make(ObjectNode fault) {
        write("POST", FaultForm.FAULTS, "application/json", fault.toString());
    }

    private void undo(Broken fault) {
        write("PATCH", fault.path(), MERGE, "{\"spec\":{\"undone\":true}}");
    }

    private void remove(Broken fault) {
        write("DELETE", fault.path(), "application/json", "{}");
    }

    private void write(String method, String path, String type, String document) {
        refusal.say("");
        ClusterApi api = api();
        Attempt.of(ui(), () -> api.write(method, path, type, document), _ -> {}, refusal::say);
    }

    @Override
    protected String titleKey() {
        return "nav.break";
    }
}
