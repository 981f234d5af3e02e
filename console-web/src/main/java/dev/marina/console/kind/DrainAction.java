package dev.marina.console.kind;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.progressbar.ProgressBar;
import dev.marina.console.act.Drain;
import dev.marina.console.act.Subject;
import dev.marina.console.kube.Permission;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Background;
import java.util.concurrent.atomic.AtomicBoolean;

/// Empties a node, and says how far it is.
final class DrainAction implements RowAction {

    @Override
    public boolean fits(Kind kind, Subject subject) {
        return subject.group().isEmpty() && subject.plural().equals("nodes");
    }

    @Override
    public Component control(ShownSubject shown, Target target) {
        return DeedAction.button("action.drain", new Permission("patch", "", "nodes", "", ""), target, button -> {
            Subject subject = shown.now();
            Drain drain = new Drain(target.api(), subject);
            new ActionDialog(button.getTranslation("action.drain") + " " + subject.name(), button.getTranslation("action.drain.text")).kubectl(drain.kubectl())
                    .dangerous().confirm(button.getTranslation("action.drain"), () -> run(button, drain, subject, target)).open();
        });
    }

    private static void run(Button button, Drain drain, Subject node, Target target) {
        Dialog progress = new Dialog();
        progress.setHeaderTitle(button.getTranslation("action.drain") + " " + node.name());
        progress.setCloseOnOutsideClick(false);
        ProgressBar bar = new ProgressBar();
        bar.getElement().setAttribute("aria-label", button.getTranslation("action.drain"));
        Span said = new Span(button.getTranslation("loading"));
        said.getElement().setAttribute("role", "status");
        Paragraph held = new Paragraph();
        progress.add(bar, said, held);
        AtomicBoolean wanted = new AtomicBoolean(true);
        progress.addOpenedChangeListener(event -> wanted.set(event.isOpened()));
        progress.getFooter().add(new Button(button.getTranslation("action.drain.stop"), _ -> progress.close()));
        progress.open();
        Attempt.of(target.ui(), () -> {
            drain.run(now -> Background.show(target.ui(), () -> {
                bar.setValue(now.all() == 0 ? 1 : (now.all() - now.left()) / (double) now.all());
                said.setText(now.left() == 0
                        ? button.getTranslation("action.drain.done")
                        : button.getTranslation(now.over() ? "action.drain.late" : "action.drain.left", now.left(), now.all()));
                held.setText(now.held());
            }), wanted::get);
            return true;
        }, _ -> {}, reason -> {
            progress.close();
            target.failed().accept(reason);
        });
    }
}
