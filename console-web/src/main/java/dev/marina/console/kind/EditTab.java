package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.client.YamlEditor;
import dev.marina.console.client.YamlText;
import dev.marina.console.cluster.Rights;
import dev.marina.console.edit.Change.Outcome;
import dev.marina.console.edit.Change;
import dev.marina.console.edit.EditPlan;
import dev.marina.console.edit.LineDiff;
import dev.marina.console.edit.Marks;
import dev.marina.console.feed.Row;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Permission;
import dev.marina.console.kube.Yaml;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.DiffBlock;
import dev.marina.console.shell.Guarded;
import java.util.function.Supplier;

/// The object as it is stored, following each change, and the way to change it oneself.
public final class EditTab implements DetailTab {

    private final Div content = new Div();
    private final YamlText text = new YamlText();
    private final Div reading = new Div();
    private final Div writing = new Div();
    private final Div said = new Div();
    private final Span meanwhile = new Span();
    private final Checkbox managed = new Checkbox(content.getTranslation("edit.managed-fields"), _ -> render());
    private final Guarded edit;
    private final KindRef kind;
    private final Supplier<ClusterApi> api;
    private YamlEditor editor;
    private JsonNode shown;
    /// With which the editing began; null while nobody edits.
    private JsonNode base;
    private String guardedFor = "";

    /// What a person wants of what they wrote.
    private enum Wish {
        DRY_RUN, REVIEW, APPLY
    }

    public EditTab(KindRef kind, Supplier<ClusterApi> api) {
        this.kind = kind;
        this.api = api;
        Button begin = new Button(content.getTranslation("edit.begin"), _ -> begin());
        begin.addThemeVariants(ButtonVariant.LUMO_SMALL);
        begin.setEnabled(false);
        edit = new Guarded(begin);
        reading.add(edit, managed);
        reading.addClassName("edit-bar");
        Span hint = new Span(content.getTranslation("edit.out"));
        hint.addClassName("dock-hint");
        writing.add(tool("edit.dry-run", () -> make(Wish.DRY_RUN, false)), tool("edit.review", () -> make(Wish.REVIEW, false)),
                primary(tool("edit.apply", () -> make(Wish.APPLY, false))), tool("cancel", this::end), hint);
        writing.addClassName("edit-bar");
        writing.setVisible(false);
        meanwhile.addClassName("notice");
        meanwhile.getElement().setAttribute("role", "status");
        meanwhile.setVisible(false);
        said.getElement().setAttribute("role", "status");
        content.add(reading, writing, meanwhile, said, text);
        // A tab that nobody has chosen yet is in no page.
        content.addAttachListener(_ -> guard());
    }

    private Button tool(String key, Runnable click) {
        Button button = new Button(content.getTranslation(key), _ -> click.run());
        button.addThemeVariants(ButtonVariant.LUMO_SMALL);
        return button;
    }

    private static Button primary(Button button) {
        button.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        return button;
    }

    @Override
    public String titleKey() {
        return "tab.yaml";
    }

    @Override
    public Component content() {
        return content;
    }

    @Override
    public void show(JsonNode object, Row row) {
        shown = object;
        guard();
        render();
        if (base != null && !EditPlan.plain(object).equals(EditPlan.plain(base))) {
            meanwhile.setText(content.getTranslation("edit.meanwhile"));
            meanwhile.setVisible(true);
        }
    }

    private void render() {
        if (shown != null) {
            text.show(managed.getValue() ? Yaml.whole(shown) : Yaml.of(shown));
        }
    }

    @Override
    public void begin(Row row, Follow follow) {
        if (base != null) {
            end();
        }
    }

    private void guard() {
        if (shown == null || content.getUI().isEmpty()) {
            return;
        }
        Permission patching = new Permission("patch", kind.group(), kind.plural(), "", shown.path("metadata").path("namespace").asText());
        if (guardedFor.equals(patching.text())) {
            return;
        }
        guardedFor = patching.text();
        Rights.guard(content.getUI().get(), api.get(), edit, patching, edit::deny);
    }

    private void begin() {
        base = shown;
        editor = new YamlEditor(api.get().tenant(), api.get().cluster());
        editor.begin(Yaml.of(EditPlan.plain(base)));
        content.replace(text, editor);
        editing(true);
        editor.focus();
    }

    private void end() {
        content.replace(editor, text);
        base = null;
        said.removeAll();
        editing(false);
    }

    private void editing(boolean now) {
        reading.setVisible(!now);
        writing.setVisible(now);
        meanwhile.setVisible(false);
    }

    private void make(Wish wish, boolean force) {
        YamlEditor asked = editor;
        ClusterApi to = api.get();
        String path = kind.listPath(base.path("metadata").path("namespace").asText()) + "/" + base.path("metadata").path("name").asText();
        JsonNode begun = base;
        said.removeAll();
        note("loading");
        asked.text(written -> Attempt.of(content.getUI().orElseThrow(), () -> new Change(to, path, begun, written).make(wish != Wish.APPLY, force),
                outcome -> tell(outcome, wish), reason -> refuse(reason)));
    }

    private void tell(Outcome outcome, Wish wish) {
        said.removeAll();
        switch (outcome) {
            case Outcome.Nothing() -> note("edit.nothing");
            case Outcome.Made made -> made(made, wish);
            case Outcome.Owned owned -> owned(owned, wish);
            case Outcome.Changed changed -> changed(changed, wish);
            case Outcome.Unreadable(int line, String why) -> {
                refuse(line == 0 ? why : content.getTranslation("edit.line", line, why));
                editor.mark(Marks.none().line(line, why).json());
            }
            case Outcome.Invalid invalid -> {
                refuse(invalid.message().isEmpty() ? invalid.causes().getFirst().field() + ": " + invalid.causes().getFirst().message() : invalid.message());
                editor.mark(Marks.none().fields(0, invalid.causes()).json());
            }
        }
    }

    private void made(Outcome.Made made, Wish wish) {
        if (wish == Wish.APPLY) {
            end();
            note("edit.applied");
            return;
        }
        editor.mark("[]");
        note("edit.would-do");
        if (!made.removedFrom().isEmpty()) {
            said.add(notice(content.getTranslation("edit.removed-from", String.join(", ", made.removedFrom()))));
        }
        if (wish == Wish.REVIEW) {
            said.add(new DiffBlock(LineDiff.of(Yaml.of(EditPlan.plain(made.before())), Yaml.of(EditPlan.plain(made.after())))));
        }
    }

    private void owned(Outcome.Owned owned, Wish wish) {
        said.add(notice(content.getTranslation("edit.owned")));
        FieldTable table = new FieldTable("edit.field", "edit.owner");
        owned.fields().forEach(field -> table.row(field.field(), field.owner()));
        String owners = String.join(", ", owned.fields().stream().map(Outcome.Owned.Field::owner).distinct().toList());
        said.add(table, tool(content.getTranslation("edit.take-over", owners), wish));
    }

    private void changed(Outcome.Changed changed, Wish wish) {
        said.add(notice(content.getTranslation("edit.changed")));
        FieldTable table = new FieldTable("edit.field", "edit.before", "edit.theirs", "edit.mine", "edit.owner");
        changed.clashes().forEach(clash -> table.row(clash.field(), clash.before().toString(), clash.theirs().toString(), clash.mine().toString(),
                String.join(", ", clash.owners())));
        said.add(table, tool(content.getTranslation("edit.mine-on-top"), wish));
    }

    private Button tool(String words, Wish wish) {
        Button button = new Button(words, _ -> make(wish, true));
        button.addThemeVariants(ButtonVariant.LUMO_SMALL, ButtonVariant.LUMO_ERROR);
        return button;
    }

    private void note(String key) {
        Span note = new Span(content.getTranslation(key));
        note.addClassName("edit-note");
        said.add(note);
    }

    private static Span notice(String words) {
        Span notice = new Span(words);
        notice.addClassName("notice");
        return notice;
    }

    private void refuse(String reason) {
        Span refusal = new Span(reason);
        refusal.addClassName("refusal");
        said.removeAll();
        said.add(refusal);
    }
}
