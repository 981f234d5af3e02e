package dev.marina.console.backups;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.UnorderedList;
import java.util.List;

/// What a restore would do, in words, with the objects by name.
final class PreviewPane extends Div {

    private static final int MOST_NAMES = 50;

    PreviewPane() {
        addClassName("preview");
        getElement().setAttribute("role", "status");
    }

    void say(String words) {
        removeAll();
        add(new Paragraph(words));
    }

    void show(RestorePreview preview) {
        removeAll();
        if (preview.whole() && preview.again().isEmpty() && preview.back().isEmpty() && preview.asIs().isEmpty()) {
            say(getTranslation("backups.preview.nothing", preview.newer()));
            return;
        }
        names("backups.preview.again", preview.again());
        names("backups.preview.back", preview.back());
        names("backups.preview.as-is", preview.asIs());
        add(new Paragraph(getTranslation("backups.preview.newer", preview.newer())));
        if (!preview.whole()) {
            add(new Paragraph(getTranslation("backups.preview.more")));
        }
    }

    private void names(String key, List<String> objects) {
        if (objects.isEmpty()) {
            return;
        }
        UnorderedList list = new UnorderedList();
        objects.stream().limit(MOST_NAMES).forEach(each -> list.add(new ListItem(each)));
        if (objects.size() > MOST_NAMES) {
            list.add(new ListItem("…"));
        }
        NativeDetails details = new NativeDetails(getTranslation(key, objects.size()), list);
        details.setOpen(objects.size() <= 5);
        add(details);
    }
}
