package dev.marina.console.backups;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.progressbar.ProgressBar;
import dev.marina.console.kube.Tone;
import dev.marina.console.rest.Backups.Restore;
import dev.marina.console.shell.Pill;

/// One restore into the cluster: whether it is under way, and what it has written.
final class RestoreLine extends NativeTableRow {

    private final NativeTableCell state = new NativeTableCell();
    private final NativeTableCell ended = new NativeTableCell();
    private final NativeTableCell result = new NativeTableCell();
    private Restore shown;

    RestoreLine(Restore restore) {
        Span what = new Span(restore.namespaces().isEmpty() ? getTranslation("backups.everything") : String.join(", ", restore.namespaces()));
        what.addClassName("said");
        Span how = new Span(getTranslation(restore.replace() ? "backups.existing.replace" : "backups.existing.skip"));
        how.addClassName("said");
        add(new NativeTableCell(new Span(restore.backup()), what, how), state, ended, result);
    }

    void show(Restore restore) {
        if (restore.equals(shown)) {
            return;
        }
        shown = restore;
        state.removeAll();
        state.add(new Pill(getTranslation("backups.restore.phase." + restore.phase()), tone(restore)));
        if (restore.phase().equals("Filling")) {
            state.add(new VolumesSaid(restore.volumes(), true));
        }
        if (restore.phase().equals("Running")) {
            ProgressBar bar = new ProgressBar();
            bar.setIndeterminate(true);
            bar.getElement().setAttribute("aria-label", getTranslation("backups.restore.phase.Running"));
            state.add(bar);
        }
        ended.setText(BackupWords.time(restore.over() ? restore.ended() : restore.started()));
        result.removeAll();
        if (restore.phase().equals("Complete")) {
            result.add(
                    new Span(getTranslation("backups.restore.counts", restore.made(), restore.replaced(), restore.kept(), restore.left(), restore.failed())));
            if (!restore.problems().isEmpty()) {
                UnorderedList why = new UnorderedList();
                restore.problems().forEach(problem -> why.add(new ListItem(problem)));
                result.add(new NativeDetails(getTranslation("backups.restore.problems", restore.failed()), new Div(why)));
            }
            result.add(new VolumesSaid(restore.volumes(), false));
        } else {
            result.add(new Span(restore.message()));
        }
    }

    private static Tone tone(Restore restore) {
        return switch (restore.phase()) {
            case "Complete" -> restore.failed() + restore.volumes().failed() == 0 ? Tone.GOOD : Tone.BAD;
            case "Failed" -> Tone.BAD;
            default -> Tone.BUSY;
        };
    }
}
