package dev.marina.console.learn;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import dev.marina.console.cluster.ClusterPage;
import dev.marina.console.cluster.Rights;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Permission;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.Refusal;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// A page on which something runs that the learner began, with buttons for what can be done to it.
abstract class LearnPage extends ClusterPage {

    final Refusal refusal = new Refusal();
    /// What the person may do, once that is known.
    final Rights rights = new Rights();

    final Guarded way(String key, Permission needed, ButtonVariant variant, Runnable act) {
        Button button = new Button(getTranslation(key), _ -> act.run());
        button.addThemeVariants(ButtonVariant.LUMO_SMALL, variant);
        button.setEnabled(false);
        Guarded guarded = new Guarded(button);
        guard(guarded, needed);
        return guarded;
    }

    final void guard(Guarded control, Permission needed) {
        rights.guardKnown(ui(), api(), control, needed, this::failed);
    }

    final void confirm(String titleKey, String textKey, Runnable act) {
        ConfirmDialog dialog = new ConfirmDialog(getTranslation(titleKey), getTranslation(textKey), getTranslation(titleKey), _ -> act.run());
        dialog.setCancelable(true);
        dialog.setCancelText(getTranslation("cancel"));
        dialog.open();
    }

    /// A command of a text, which a button runs in the learner's terminal.
    final Component command(String command) {
        ClusterApi api = api();
        UI ui = ui();
        return new Command(command, () -> Shell.run(ui, api, command), button -> guard(button, Shell.USING));
    }

    final <T> void attempt(Callable<T> work, Consumer<T> done) {
        refusal.setVisible(false);
        Attempt.of(ui(), work, done, this::failed);
    }

    final void failed(String reason) {
        refusal.setText(reason);
        refusal.setVisible(true);
    }
}
