package dev.marina.console.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.OrderedList;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Location;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import dev.marina.console.cluster.ClusterPage;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.Rights;
import dev.marina.console.feed.Rows;
import dev.marina.console.kind.ClusterLayout;
import dev.marina.console.kind.KindRef;
import dev.marina.console.kind.NamespacePicker;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Permission;
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.Pill;
import dev.marina.console.shell.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A pod, a name and a port in; the way of the packet out.
@Route(value = ClusterRef.ROUTE + "/trace", layout = ClusterLayout.class)
public class TraceView extends ClusterPage {

    private static final KindRef NAMESPACES = new KindRef("", "v1", "namespaces");
    private static final String TRACES = "/apis/marina.dev/v1/namespaces/%s/packettraces";
    /// Names that nobody answers and a port that nobody answers at take some seconds each.
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int HTTP = 80;

    private final NamespacePicker picker = new NamespacePicker(this::in);
    private final ComboBox<String> pod = new ComboBox<>(getTranslation("trace.pod"));
    private final TextField to = new TextField(getTranslation("trace.to"));
    private final IntegerField port = new IntegerField(getTranslation("trace.port"));
    private final Select<String> protocol = new Select<>();
    private final Button ask = new Button(getTranslation("trace.ask"), _ -> ask());
    private final Guarded guarded = new Guarded(ask);
    private final Span working = new Span();
    private final Refusal refusal = new Refusal();
    private final Div result = new Div();
    private String namespace = "default";
    private String wanted = "";

    public TraceView() {
        to.setPlaceholder("web.shop");
        to.setMaxLength(253);
        port.setMin(1);
        port.setMax(65_535);
        port.setValue(HTTP);
        protocol.setLabel(getTranslation("trace.protocol"));
        protocol.setItems("TCP", "UDP");
        protocol.setValue("TCP");
        ask.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        ask.setEnabled(false);
        ask.setDisableOnClick(true);
        working.getElement().setAttribute("role", "status");
        result.getElement().setAttribute("aria-live", "polite");
        Div form = new Div(picker, pod, to, port, protocol, guarded, working);
        form.addClassName("add-member");
        Div card = new Div(new H3(getTranslation("nav.trace")), new Paragraph(getTranslation("trace.text")), form, refusal, result);
        card.addClassName("live");
        add(card);
    }

    @Override
    protected void enter(BeforeEnterEvent event) {
        namespace = given(event.getLocation(), "namespace", "default");
        wanted = given(event.getLocation(), "pod", "");
        String target = given(event.getLocation(), "to", "");
        if (!target.isEmpty()) {
            to.setValue(target);
        }
    }

    private static String given(Location location, String name, String usual) {
        return location.getQueryParameters().getSingleParameter(name).filter(text -> !text.isBlank() && text.length() <= 253).orElse(usual);
    }

    private void in(String chosen) {
        ui().navigate(cluster().path().substring(1) + "/trace", QueryParameters.simple(Map.of("namespace", chosen.isEmpty() ? "default" : chosen)));
    }

    @Override
    protected void start() {
        picker.show(namespace);
        result.removeAll();
        refusal.setVisible(false);
        pod.setItems(List.of());
        follow(NAMESPACES.listPath(""), "", picker::show);
        follow(new KindRef("", "v1", "pods").listPath(namespace), "", this::pods);
        Rights.guard(ui(), api(), guarded, new Permission("create", "marina.dev", "packettraces", "", namespace), this::failed);
    }

    /// What somebody has chosen stays chosen.
    private void pods(Rows rows) {
        String chosen = chosen().isEmpty() ? wanted : chosen();
        pod.setItems(rows.rows().stream().map(row -> row.name()).sorted().toList());
        if (rows.rows().stream().anyMatch(row -> row.name().equals(chosen))) {
            pod.setValue(chosen);
        }
    }

    /// "" for none.
    String chosen() {
        return pod.getValue() == null ? "" : pod.getValue();
    }

    private void ask() {
        refusal.setVisible(false);
        if (chosen().isEmpty() || to.isEmpty() || port.getValue() == null) {
            done();
            failed(getTranslation("trace.missing"));
            return;
        }
        working.setText(getTranslation("trace.working"));
        ObjectNode trace = JsonNodeFactory.instance.objectNode().put("apiVersion", "marina.dev/v1").put("kind", "PacketTrace");
        trace.putObject("spec").put("pod", pod.getValue()).put("to", to.getValue().strip()).put("port", port.getValue()).put("protocol", protocol.getValue());
        ClusterApi api = api();
        String path = TRACES.formatted(namespace);
        Attempt.of(ui(), () -> api.write("POST", path, "application/json", trace.toString(), PATIENCE), answer -> {
            done();
            show(answer.path("status"));
        }, reason -> {
            done();
            failed(reason);
        });
    }

    private void done() {
        ask.setEnabled(true);
        working.setText("");
    }

    private void show(JsonNode status) {
        result.removeAll();
        String verdict = status.path("verdict").asText();
        Tone tone = verdict.equals("Arrives") ? Tone.GOOD : verdict.equals("NotTried") ? Tone.QUIET : Tone.BAD;
        Paragraph said = new Paragraph(new Pill(getTranslation("trace.verdict." + verdict), tone), new Span(" " + getTranslation("trace.because." + verdict)));
        OrderedList steps = new OrderedList();
        steps.addClassName("chain");
        status.path("steps").forEach(step -> steps.add(new StationItem(step)));
        result.add(said, steps);
    }

    private void failed(String reason) {
        refusal.setText(reason);
        refusal.setVisible(true);
    }

    @Override
    protected String titleKey() {
        return "nav.trace";
    }
}
