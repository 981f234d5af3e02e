package dev.marina.console.kind;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.marina.console.act.ClaimSnapshot;
import dev.marina.console.act.SnapshotRestore;
import dev.marina.console.act.Subject;
import dev.marina.console.kube.Permission;

/// Makes a claim of a snapshot that is ready.
final class RestoreAction implements RowAction {

    @Override
    public boolean fits(Kind kind, Subject subject) {
        return subject.group().equals(ClaimSnapshot.GROUP) && subject.plural().equals(ClaimSnapshot.PLURAL)
                && subject.object().at("/status/readyToUse").asBoolean() && subject.object().at("/status").hasNonNull("restoreSize");
    }

    @Override
    public Component control(ShownSubject shown, Target target) {
        return DeedAction.button("action.restore-snapshot", new Permission("create", "", "persistentvolumeclaims", "", target.namespace()), target,
                button -> ask(button, shown.now(), target));
    }

    private static void ask(Button button, Subject subject, Target target) {
        SnapshotRestore offered = SnapshotRestore.of(subject);
        ActionDialog dialog = new ActionDialog(button.getTranslation("action.restore-snapshot") + " " + subject.name(),
                button.getTranslation("action.restore-snapshot.text", subject.object().at("/status/restoreSize").asText()));
        TextField name = new TextField(button.getTranslation("action.restore-snapshot.name"));
        name.setValue(offered.name());
        name.setValueChangeMode(ValueChangeMode.EAGER);
        name.addValueChangeListener(event -> {
            SnapshotRestore named = new SnapshotRestore(subject, event.getValue());
            name.setInvalid(!named.named());
            name.setErrorMessage(button.getTranslation("action.restore-snapshot.form"));
            dialog.ready(named.named());
            dialog.kubectl(named.kubectl());
        });
        dialog.with(name).kubectl(offered.kubectl()).confirm(button.getTranslation("action.restore-snapshot"),
                () -> target.change(new SnapshotRestore(subject, name.getValue()).request())).open();
    }
}
