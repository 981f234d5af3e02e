package dev.marina.console.diagnosis;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.router.Route;
import dev.marina.console.cluster.ClusterPage;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.diagnosis.Diagnosed.Finding;
import dev.marina.console.kind.ClusterLayout;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Pill;
import dev.marina.console.shell.Refusal;
import dev.marina.console.why.StepWords;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// One button: the cluster is looked at as an expert would, and causes are named, with links to the objects and what to do.
@Route(value = ClusterRef.ROUTE + "/diagnosis", layout = ClusterLayout.class)
public class DiagnosisView extends ClusterPage {

    private static final Map<String, Tone> SEVERITIES = Map.of("Critical", Tone.BAD, "Warning", Tone.BUSY, "Notice", Tone.QUIET);
    private static final List<String> ORDER = List.of("Critical", "Warning", "Notice");

    private final Button look = new Button(getTranslation("diagnosis.look"), _ -> look());
    private final Span said = new Span();
    private final Refusal refusal = new Refusal();
    private final Div found = new Div();

    public DiagnosisView() {
        look.addThemeVariants(ButtonVariant.LUMO_PRIMARY, ButtonVariant.LUMO_SMALL);
        look.setDisableOnClick(true);
        said.getElement().setAttribute("role", "status");
        Div head = new Div(new H3(getTranslation("nav.diagnosis")), look);
        head.addClassName("live-title");
        Div card = new Div(head, new Paragraph(getTranslation("diagnosis.text")), refusal, said, found);
        card.addClassName("live");
        add(card);
    }

    @Override
    protected void start() {
        found.removeAll();
        said.setText("");
        look();
    }

    private void look() {
        refusal.setVisible(false);
        look.setEnabled(false);
        ClusterApi api = api();
        ClusterRef asked = cluster();
        Attempt.of(ui(), () -> Diagnosed.of(api.read(Diagnosed.PATH)), seen -> {
            look.setEnabled(true);
            if (asked.equals(cluster())) {
                show(seen);
            }
        }, reason -> {
            look.setEnabled(true);
            refusal.setText(reason);
            refusal.setVisible(true);
        });
    }

    private void show(Diagnosed seen) {
        said.setText(getTranslation(seen.findings().isEmpty() ? "diagnosis.well" : "diagnosis.count", StepWords.time(Instant.now()), seen.findings().size()));
        found.removeAll();
        found.add(new Paragraph(getTranslation(seen.inTheWay() == 0 ? "diagnosis.upgrade.clear" : "diagnosis.upgrade.blocked", seen.inTheWay())));
        if (!seen.complete()) {
            found.add(new Paragraph(getTranslation("diagnosis.more")));
        }
        for (String severity : ORDER) {
            List<Finding> these = seen.of(severity);
            if (!these.isEmpty()) {
                UnorderedList list = new UnorderedList();
                list.addClassName("findings");
                these.forEach(each -> list.add(item(each)));
                found.add(new H4(getTranslation("diagnosis.severity." + severity)), list);
            }
        }
    }

    private ListItem item(Finding finding) {
        Anchor object = new Anchor(finding.object().link(cluster()), finding.object().text());
        Div line = new Div(new Pill(words("diagnosis.reason.", finding.reason(), finding.reason()), SEVERITIES.getOrDefault(finding.severity(), Tone.QUIET)),
                object);
        line.addClassName("line-actions");
        if (finding.upgrade()) {
            Span chip = new Span(getTranslation("diagnosis.upgrade.chip"));
            chip.addClassName("chip");
            line.add(chip);
        }
        Span message = new Span(finding.message());
        message.addClassName("said");
        return new ListItem(line, message, new Span(words("diagnosis.do.", finding.reason(), finding.remedy())));
    }

    /// What the cluster says itself where this console does not know the reason.
    private String words(String prefix, String reason, String otherwise) {
        String words = getTranslation(prefix + reason);
        return words.startsWith(prefix) ? otherwise : words;
    }

    @Override
    protected String titleKey() {
        return "nav.diagnosis";
    }
}
