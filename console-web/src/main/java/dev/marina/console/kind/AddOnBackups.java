package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Paragraph;
import dev.marina.console.act.Request;
import dev.marina.console.act.Subject;
import dev.marina.console.applications.AddOnRequests;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.cluster.Rights;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.ConfirmDialog;
import dev.marina.console.shell.Facts;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.KubectlLine;
import dev.marina.console.shell.Lines;
import dev.marina.console.shell.Pill;
import dev.marina.console.shell.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/// Backups of an add-on, each with the way back.
final class AddOnBackups extends Div {

    private final Supplier<WhyTab.Page> page;
    private final Paragraph none = new Paragraph(getTranslation("add-on.backups.none"));
    private final Paragraph restored = new Paragraph();
    private final Refusal refusal = new Refusal();
    private final Rights rights = new Rights();
    private final Facts table = new Facts(getTranslation("add-on.backups"),
            List.of("column.name", "backups.state", "backups.taken", "backups.content", "column.actions").stream().map(this::getTranslation).toList());
    private final Lines<JsonNode, Line> lines = new Lines<>(table, each -> each.path("name").asText() + "/" + each.path("at").asText(), Line::new, Line::show);
    private String namespace = "";
    private String name = "";

    AddOnBackups(Supplier<WhyTab.Page> page) {
        this.page = page;
        restored.getElement().setAttribute("role", "status");
        add(none, restored, refusal, table);
    }

    void begin(String ofNamespace, String addOn) {
        rights.forget();
        namespace = ofNamespace;
        name = addOn;
        lines.show(List.of());
    }

    void show(JsonNode status) {
        List<JsonNode> backups = status.path("backups").valueStream().toList();
        none.setVisible(backups.isEmpty());
        table.setVisible(!backups.isEmpty());
        lines.show(backups);
        JsonNode last = status.path("restored");
        restored.setVisible(last.isObject());
        restored.setText(getTranslation(last.path("phase").asText().equals("Succeeded") ? "add-on.restored" : "add-on.not-restored",
                last.path("backup").asText(), last.path("at").asText(), last.path("message").asText()));
    }

    private void failed(String reason) {
        refusal.say(reason);
    }

    private void restore(String backup) {
        Subject subject = new Subject(AddOnRequests.GROUP, AddOnRequests.PLURAL, namespace, name,
                "/apis/%s/v1/namespaces/%s/%s/%s".formatted(AddOnRequests.GROUP, namespace, AddOnRequests.PLURAL, name), null);
        ObjectNode spec = AddOnRequests.restore(backup, Instant.now());
        ClusterApi api = page.get().api();
        new ConfirmDialog(getTranslation("add-on.restore.title", backup), getTranslation("add-on.restore.text", name), name, getTranslation("backups.restore"),
                () -> write(api, ApplicationRequests.change(subject, spec)), () -> failed("")).with(new KubectlLine(ApplicationRequests.kubectl(subject, spec)))
                .open();
    }

    private static void write(ClusterApi api, Request request) {
        try {
            api.write(request.method(), request.path(), request.type(), request.document());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One backup.
    private final class Line extends NativeTableRow {

        private final NativeTableCell state = new NativeTableCell();
        private final NativeTableCell content = new NativeTableCell();
        private final Guarded back;

        Line(JsonNode backup) {
            String called = backup.path("name").asText();
            Button button = new Button(AddOnBackups.this.getTranslation("backups.restore"), _ -> restore(called));
            button.setAriaLabel(AddOnBackups.this.getTranslation("backups.restore") + " " + called);
            button.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
            button.setEnabled(false);
            back = new Guarded(button);
            add(new NativeTableCell(called), state, new NativeTableCell(backup.path("at").asText()), content, new NativeTableCell(back));
            rights.guardKnown(page.get().ui(), page.get().api(), back, AddOnRequests.permission("patch", namespace), AddOnBackups.this::failed);
        }

        void show(JsonNode backup) {
            boolean good = backup.path("phase").asText().equals("Checked");
            back.possible(good);
            state.removeAll();
            state.add(new Pill(AddOnBackups.this.getTranslation("backups.phase." + backup.path("phase").asText()), good ? Tone.GOOD : Tone.BAD));
            content.setText(good
                    ? AddOnBackups.this.getTranslation("add-on.backup.content", backup.path("bytes").asLong(), backup.path("objects").asLong())
                    : backup.path("message").asText());
        }
    }
}
