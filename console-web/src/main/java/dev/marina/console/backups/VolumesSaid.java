package dev.marina.console.backups;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.progressbar.ProgressBar;
import dev.marina.console.rest.Backups.Volumes;

/// How far what is in volumes is: of all, and of each of the first; and whose is left out, and why.
final class VolumesSaid extends Div {

    /// @param busy whether they are being copied
    VolumesSaid(Volumes volumes, boolean busy) {
        addClassName("volumes");
        if (busy && volumes.count() > 0) {
            ProgressBar bar = new ProgressBar(0, Math.max(1, volumes.bytes()), Math.min(Math.max(1, volumes.bytes()), volumes.bytesDone()));
            bar.getElement().setAttribute("aria-label", getTranslation("backups.volumes.progress"));
            Span said = new Span(
                    getTranslation("backups.volumes.done", volumes.done(), volumes.count(), Size.of(volumes.bytesDone()), Size.of(volumes.bytes())));
            said.addClassName("said");
            add(bar, said);
        }
        if (volumes.count() > 0) {
            UnorderedList list = new UnorderedList();
            volumes.items().forEach(volume -> list.add(new ListItem("%s/%s: %s, %s".formatted(volume.namespace(), volume.claim(),
                    getTranslation("backups.volume." + volume.phase()), Size.of(busy ? volume.bytesDone() : volume.bytes()))
                    + (volume.message().isEmpty() ? "" : " (" + volume.message() + ")"))));
            add(new NativeDetails(getTranslation("backups.volumes", volumes.count()), list));
        }
        if (volumes.leftOutCount() > 0) {
            UnorderedList list = new UnorderedList();
            volumes.leftOut().forEach(left -> list.add(new ListItem("%s/%s: %s".formatted(left.namespace(), left.claim(), left.message()))));
            add(new NativeDetails(getTranslation("backups.volumes.left-out", volumes.leftOutCount()), list));
        }
    }
}
