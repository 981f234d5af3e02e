package dev.marina.console.backups;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import dev.marina.console.kube.Tone;
import dev.marina.console.rest.Backups.Backup;
import dev.marina.console.rest.OfCluster;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.Pill;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// One backup: how it is, of what moment, how large, and what its check found.
final class BackupLine extends NativeTableRow {

    private final NativeTableCell state = new NativeTableCell();
    private final NativeTableCell taken = new NativeTableCell();
    private final NativeTableCell content = new NativeTableCell();
    private final NativeTableCell checked = new NativeTableCell();
    private final Guarded restore;
    private final Guarded delete;
    private final Anchor archive;
    private final Consumer<Guarded> right;
    private Backup shown;

    /// @param right decides who may press what changes something
    BackupLine(OfCluster of, Backup backup, Consumer<Guarded> right, Consumer<Backup> restored, Consumer<Backup> deleted) {
        this.right = right;
        Button again = button("backups.restore", backup);
        again.addClickListener(_ -> restored.accept(shown));
        restore = new Guarded(again);
        Button away = button("delete", backup);
        away.addThemeVariants(ButtonVariant.LUMO_ERROR);
        away.addClickListener(_ -> deleted.accept(shown));
        delete = new Guarded(away);
        archive = new Anchor("/backup/%s/%s/%s".formatted(of.tenant(), of.cluster(), backup.name()), getTranslation("backups.download"));
        archive.setRouterIgnore(true);
        archive.getElement().setAttribute("aria-label", getTranslation("backups.download") + " " + backup.name());
        Span how = new Span(getTranslation(backup.scheduled() ? "backups.by.schedule" : "backups.by.person"));
        how.addClassName("said");
        Div actions = new Div(restore, archive, delete);
        actions.addClassName("line-actions");
        add(new NativeTableCell(new Span(backup.name()), how), state, taken, content, checked, new NativeTableCell(actions));
    }

    private Button button(String key, Backup backup) {
        Button button = new Button(getTranslation(key));
        button.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
        button.setAriaLabel(getTranslation(key) + " " + backup.name());
        return button;
    }

    void show(Backup backup) {
        right.accept(restore);
        right.accept(delete);
        restore.possible(backup.good());
        delete.possible(!backup.phase().equals("Deleting"));
        archive.setVisible(backup.good());
        if (backup.equals(shown)) {
            return;
        }
        boolean same = shown != null && shown.counts().equals(backup.counts()) && shown.leftOut().equals(backup.leftOut())
                && shown.volumes().equals(backup.volumes());
        shown = backup;
        state.removeAll();
        state.add(new Pill(getTranslation("backups.phase." + backup.phase()), tone(backup)));
        if (!backup.good() && !backup.message().isEmpty()) {
            state.add(said(backup.message()));
        }
        boolean busy = backup.phase().equals("Taking") || backup.phase().equals("Checking");
        if (busy) {
            state.add(new VolumesSaid(backup.volumes(), true));
        }
        taken.setText(BackupWords.time(backup.taken()));
        checked.removeAll();
        checked.add(new Span(BackupWords.time(backup.checked())));
        if (backup.good()) {
            checked.add(said(getTranslation(backup.volumes().count() == 0 ? "backups.found-good" : "backups.found-good.volumes")));
        }
        if (!same) {
            content.removeAll();
            content.add(new Span(backup.bytes() == 0 ? "–" : Size.of(backup.bytes())));
            if (backup.objects() > 0) {
                content.add(new NativeDetails(getTranslation("backups.objects", backup.objects()), counts(backup)));
            }
            if (!busy) {
                content.add(new VolumesSaid(backup.volumes(), false));
            }
        }
    }

    private static Tone tone(Backup backup) {
        return switch (backup.phase()) {
            case "Checked" -> Tone.GOOD;
            case "Failed" -> Tone.BAD;
            default -> Tone.BUSY;
        };
    }

    private static Span said(String text) {
        Span said = new Span(text);
        said.addClassName("said");
        return said;
    }

    private Component counts(Backup backup) {
        UnorderedList list = new UnorderedList();
        lines(backup.counts()).forEach(line -> list.add(new ListItem(line)));
        Div both = new Div(list);
        if (!backup.leftOut().isEmpty()) {
            both.add(said(getTranslation("backups.left-out", String.join(", ", lines(backup.leftOut())))));
        }
        return both;
    }

    private static List<String> lines(Map<String, Long> counts) {
        return counts.entrySet().stream().map(each -> "%s: %d".formatted(each.getKey(), each.getValue())).toList();
    }
}
