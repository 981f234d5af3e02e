package dev.marina.console.why;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.shell.Attempt;
import java.util.List;

/// Why one object is as it is. Asks while it is looked at, and again when the object changes; never while it is not looked at, since a
/// cluster answers one question at a time.
public final class WhyPane extends Div {

    private final Div notice = new Div();
    private final Div waiting = new Div();
    private final Div chain = new Div();
    private final Button style = new Button();
    private Explanation shown;
    private boolean inTime;
    private Asked asked;
    private boolean open;
    private boolean stale;
    private boolean asking;

    /// What is asked about, and with whose rights.
    private record Asked(UI ui, ClusterApi api, ClusterRef cluster, ObjectAddress object) {}

    public WhyPane() {
        addClassName("why");
        notice.addClassName("why-notice");
        notice.getElement().setAttribute("role", "status");
        style.addThemeVariants(ButtonVariant.LUMO_SMALL, ButtonVariant.LUMO_TERTIARY);
        style.addClickListener(_ -> {
            inTime = !inTime;
            drawChain();
        });
        add(notice, waiting, chain);
        notice.setText(getTranslation("loading"));
    }

    /// Another object, or the same one changed.
    public void about(UI ui, ClusterApi api, ClusterRef cluster, ObjectAddress object) {
        Asked now = new Asked(ui, api, cluster, object);
        if (asked == null || !asked.object().equals(object)) {
            shown = null;
            waiting.removeAll();
            chain.removeAll();
        }
        asked = now;
        stale = true;
        askIfSeen();
    }

    /// Whether somebody looks at it.
    public void open(boolean seen) {
        open = seen;
        askIfSeen();
    }

    private void askIfSeen() {
        if (!open || !stale || asking || asked == null) {
            return;
        }
        stale = false;
        asking = true;
        Asked now = asked;
        Attempt.of(now.ui(), () -> Explanation.ask(now.api(), now.object()), answer -> {
            asking = false;
            if (now.object().equals(asked.object())) {
                show(answer);
            }
            askIfSeen();
        }, reason -> {
            asking = false;
            notice.setText(getTranslation("live.denied", reason));
            notice.setVisible(true);
        });
    }

    /// The same again leaves the page alone, with whatever somebody has opened in it.
    void show(Explanation explanation) {
        notice.setVisible(false);
        if (explanation.equals(shown)) {
            return;
        }
        shown = explanation;
        waiting.removeAll();
        waiting.add(new H4(getTranslation("why.waiting")));
        if (explanation.waiting().isEmpty()) {
            waiting.add(new Paragraph(getTranslation("why.waiting.none")));
        }
        explanation.waiting().forEach(wait -> waiting.add(new WaitCard(wait, this::remedy)));
        drawChain();
    }

    private void drawChain() {
        chain.removeAll();
        style.setText(getTranslation(inTime ? "why.as-list" : "why.in-time"));
        Div head = new Div(new H4(getTranslation("why.chain")), style);
        if (asked != null) {
            head.add(new Anchor(asked.object().pastLink(asked.cluster()), getTranslation("why.past")));
        }
        head.addClassName("why-head");
        chain.add(head);
        if (!shown.complete()) {
            Span incomplete = new Span(getTranslation(shown.historyReason().equals("TooManyChanges") ? "why.history.many" : "why.history.ends"));
            incomplete.addClassName("notice");
            chain.add(incomplete);
        }
        List<ChainStep> steps = shown.steps();
        ClusterRef cluster = asked == null ? new ClusterRef("", "") : asked.cluster();
        chain.add(inTime ? new WaterfallTable(Waterfall.of(steps), cluster) : new ChainList(steps, cluster));
    }

    /// Opens the dialog that shows a change before it is made.
    private void remedy(WaitCard.Wanted wanted) {
        Asked now = asked;
        new RemedyDialog(now.ui(), now.api(), () -> wanted.of(new Remedies(now.api(), now.object())), () -> {
            stale = true;
            askIfSeen();
        }).open();
    }
}
