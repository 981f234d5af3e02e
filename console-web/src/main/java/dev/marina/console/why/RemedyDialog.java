package dev.marina.console.why;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Shows what the server would make of a change before it can be made: the one button leads to the dry run, and only that to the other.
final class RemedyDialog extends Dialog {

    private final UI ui;
    private final ClusterApi api;
    private final Runnable applied;
    private final Div body = new Div();
    private final Button apply = new Button(getTranslation("why.apply"));
    private final Guarded guarded = new Guarded(apply);
    private final Refusal refusal = new Refusal();

    /// @param remedy reads what would be changed; blocks
    /// @param applied runs in the page once the change is made
    RemedyDialog(UI ui, ClusterApi api, Callable<Optional<Remedy>> remedy, Runnable applied) {
        this.ui = ui;
        this.api = api;
        this.applied = applied;
        setHeaderTitle(getTranslation("why.dry-run"));
        body.add(new Paragraph(getTranslation("loading")));
        add(body, refusal);
        apply.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        apply.setEnabled(false);
        apply.setDisableOnClick(true);
        getFooter().add(new Button(getTranslation("cancel"), _ -> close()), guarded);
        Attempt.of(ui, () -> {
            Optional<Remedy> found = remedy.call();
            return found.isPresent() ? Optional.of(dryRun(found.get())) : Optional.<DryRun>empty();
        }, run -> run.ifPresentOrElse(this::show, this::none), this::failed);
    }

    /// @param allowed whether the cluster would let this person do it
    private record DryRun(Remedy remedy, List<FieldChange> difference, boolean allowed) {}

    private DryRun dryRun(Remedy remedy) throws Exception {
        String object = remedy.path().endsWith("/resize") ? remedy.path().substring(0, remedy.path().lastIndexOf('/')) : remedy.path();
        JsonNode before = api.read(object);
        boolean allowed = remedy.permission().granted(api);
        // Who may not change it may not ask either: the refusal names the right that is missing.
        JsonNode after = allowed ? api.write("PATCH", remedy.dryRun(), Remedy.TYPE, remedy.patch().toString()) : before;
        return new DryRun(remedy, FieldChange.between(before, after), allowed);
    }

    private void show(DryRun run) {
        body.removeAll();
        body.add(new Paragraph(getTranslation("why.dry-run.text", run.remedy().object().text())));
        if (!run.allowed()) {
            guarded.deny(getTranslation("permission.missing", run.remedy().permission().text()));
            body.add(new Paragraph(getTranslation("permission.missing", run.remedy().permission().text())));
            return;
        }
        body.add(new DifferenceTable(run.difference()));
        apply.addClickListener(_ -> Attempt.of(ui, () -> api.write("PATCH", run.remedy().apply(), Remedy.TYPE, run.remedy().patch().toString()), _ -> {
            close();
            applied.run();
        }, this::failed));
        guarded.allow();
    }

    private void none() {
        body.removeAll();
        body.add(new Paragraph(getTranslation("why.no-remedy")));
    }

    private void failed(String reason) {
        refusal.setText(reason);
        refusal.setVisible(true);
    }
}
