package dev.marina.console.backups;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.marina.console.login.Person;
import dev.marina.console.rest.Backups.Backup;
import dev.marina.console.rest.History;
import dev.marina.console.rest.OfCluster;
import dev.marina.console.rest.Refused;
import dev.marina.console.rest.Tenancy;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Restores a backup into its cluster, another one or a new one: says what it would do, and is done for whoever types the name of the cluster that it changes.
final class RestoreDialog extends Dialog {

    private static final int MOST_PAGES = 5;

    /// Where to.
    private enum Into {
        SAME, OTHER, NEW
    }

    private final RadioButtonGroup<Into> into = new RadioButtonGroup<>(getTranslation("backups.into"));
    private final Select<String> other = new Select<>();
    private final TextField name = new TextField(getTranslation("create.name"));
    private final IntegerField nodes = new IntegerField(getTranslation("create.nodes"));
    private final RadioButtonGroup<Boolean> replace = new RadioButtonGroup<>(getTranslation("backups.existing"));
    private final TextField namespaces = new TextField(getTranslation("backups.namespaces"));
    private final PreviewPane preview = new PreviewPane();
    private final TextField typed = new TextField();
    private final Refusal refusal = new Refusal();
    private final Button confirm = new Button(getTranslation("backups.restore"));
    private final UI ui;
    private final Tenancy tenancy;
    private final Person person;
    private final OfCluster of;
    private final Backup backup;
    private final Runnable done;
    private List<JsonNode> differences;
    private boolean whole;
    private String unknown = "";

    /// @param done after it has been begun in the page's own cluster
    RestoreDialog(UI ui, Tenancy tenancy, Person person, OfCluster of, Backup backup, Runnable done) {
        this.ui = ui;
        this.tenancy = tenancy;
        this.person = person;
        this.of = of;
        this.backup = backup;
        this.done = done;
        setHeaderTitle(getTranslation("backups.restore.title", backup.name(), BackupWords.time(backup.taken())));
        setMaxWidth("44rem");
        into.setItems(Into.values());
        into.setItemLabelGenerator(each -> getTranslation("backups.into." + each.name().toLowerCase(java.util.Locale.ROOT), of.cluster()));
        into.setValue(Into.SAME);
        other.setLabel(getTranslation("backups.into.which"));
        name.setHelperText(getTranslation("create.name.help"));
        nodes.setValue(0);
        nodes.setMin(0);
        nodes.setStepButtonsVisible(true);
        replace.setItems(false, true);
        replace.setItemLabelGenerator(each -> getTranslation(each ? "backups.existing.replace" : "backups.existing.skip"));
        replace.setValue(false);
        namespaces.setHelperText(getTranslation("backups.namespaces.help"));
        typed.setValueChangeMode(ValueChangeMode.EAGER);
        confirm.addThemeVariants(ButtonVariant.LUMO_PRIMARY, ButtonVariant.LUMO_ERROR);
        confirm.setDisableOnClick(true);
        confirm.addClickListener(_ -> begin());
        into.addValueChangeListener(_ -> changed());
        other.addValueChangeListener(_ -> changed());
        replace.addValueChangeListener(_ -> changed());
        namespaces.addValueChangeListener(_ -> changed());
        typed.addValueChangeListener(_ -> ready());
        Div form = new Div(into, other, name, nodes, namespaces, replace, preview, typed, refusal);
        form.addClassName("form");
        add(form);
        getFooter().add(new Button(getTranslation("cancel"), _ -> close()), confirm);
        changed();
        Attempt.of(ui, () -> tenancy.clusters(person, of.tenant()).stream().filter(each -> !each.deleting() && !each.name().equals(of.cluster()))
                .map(each -> each.name()).toList(), other::setItems, this::failed);
        Attempt.of(ui, this::readDifferences, seen -> {
            differences = seen;
            changed();
        }, refused -> {
            unknown = BackupWords.refusal(this, refused);
            changed();
        }, reason -> {
            unknown = reason;
            changed();
        });
    }

    /// Since the backup's version. Blocks.
    private List<JsonNode> readDifferences() {
        History.Of cluster = new History.Of(of.tenant(), of.cluster());
        List<JsonNode> all = new ArrayList<>();
        String next = "";
        int pages = 0;
        do {
            History.Page page = tenancy.history().since(person, cluster, backup.version(), next);
            all.addAll(page.items());
            next = page.next();
            pages++;
        } while (!next.isEmpty() && pages < MOST_PAGES);
        whole = next.isEmpty();
        return List.copyOf(all);
    }

    private List<String> wantedNamespaces() {
        return Arrays.stream(namespaces.getValue().split("[,\\s]+")).filter(each -> !each.isEmpty()).toList();
    }

    private String target() {
        return switch (into.getValue()) {
            case SAME -> of.cluster();
            case OTHER -> other.getValue() == null ? "" : other.getValue();
            case NEW -> "";
        };
    }

    private void changed() {
        Into where = into.getValue();
        other.setVisible(where == Into.OTHER);
        name.setVisible(where == Into.NEW);
        nodes.setVisible(where == Into.NEW);
        namespaces.setVisible(where != Into.NEW);
        replace.setVisible(where != Into.NEW);
        typed.setVisible(where != Into.NEW);
        typed.setLabel(getTranslation("delete.type", target()));
        switch (where) {
            case NEW -> preview.say(getTranslation("backups.preview.new", backup.objects()));
            case OTHER -> preview.say(getTranslation(replace.getValue() ? "backups.preview.other.replace" : "backups.preview.other.skip", backup.objects()));
            case SAME -> {
                if (differences != null) {
                    preview.show(RestorePreview.of(differences, wantedNamespaces(), replace.getValue(), whole));
                } else {
                    preview.say(unknown.isEmpty() ? getTranslation("loading") : getTranslation("backups.preview.unknown", backup.objects(), unknown));
                }
            }
        }
        ready();
    }

    private void ready() {
        confirm.setEnabled(into.getValue() == Into.NEW || !target().isEmpty() && typed.getValue().equals(target()));
    }

    private void begin() {
        refusal.setVisible(false);
        name.setInvalid(false);
        if (into.getValue() == Into.NEW) {
            String wanted = name.getValue().strip();
            int count = nodes.getValue() == null ? 0 : nodes.getValue();
            Attempt.of(ui, () -> {
                tenancy.backups().begin(person, of, backup.name(), wanted, count);
                return wanted;
            }, _ -> {
                close();
                ui.navigate("clusters");
            }, this::refused, this::failed);
            return;
        }
        OfCluster where = of.other(target());
        List<String> which = wantedNamespaces();
        boolean over = replace.getValue();
        Attempt.of(ui, () -> {
            tenancy.backups().restore(person, where, backup.name(), which, over);
            return where;
        }, _ -> {
            close();
            if (where.equals(of)) {
                done.run();
            } else {
                ui.navigate("clusters/%s/%s/backups".formatted(where.tenant(), where.cluster()));
            }
        }, this::refused, this::failed);
    }

    private void refused(Refused refused) {
        name.setErrorMessage(refused.fields().getOrDefault("name", ""));
        name.setInvalid(refused.fields().containsKey("name"));
        failed(BackupWords.refusal(this, refused));
    }

    private void failed(String reason) {
        refusal.setText(reason);
        refusal.setVisible(true);
        ready();
    }
}
