package dev.marina.console.kind;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import dev.marina.console.act.Deed;
import dev.marina.console.act.Subject;
import dev.marina.console.shell.Guarded;

/// What one request does.
record DeedAction(Deed deed) implements RowAction {

    @Override
    public boolean fits(Kind kind, Subject subject) {
        return deed.fits().test(subject) && (deed.subresource().isEmpty() || kind.subresources().contains(deed.subresource()));
    }

    @Override
    public Component control(ShownSubject shown, Target target) {
        return button("action." + deed.key(), deed.permission(shown.now()), target, button -> new ActionDialog(
                button.getTranslation("action." + deed.key()) + " " + target.name(), button.getTranslation("action." + deed.key() + ".text"))
                .kubectl(deed.kubectl().apply(shown.now()))
                .confirm(button.getTranslation("action." + deed.key()), () -> target.change(deed.request().apply(shown.now()))).open());
    }

    /// A small button that is pressed by who may.
    static Guarded button(String key, dev.marina.console.kube.Permission permission, Target target, java.util.function.Consumer<Button> pressed) {
        Button button = new Button();
        button.setText(button.getTranslation(key));
        button.addThemeVariants(ButtonVariant.LUMO_SMALL);
        button.setEnabled(false);
        button.addClickListener(_ -> pressed.accept(button));
        Guarded guarded = new Guarded(button);
        target.guard(guarded, permission);
        return guarded;
    }
}
