package dev.marina.console.kind;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.IntegerField;
import dev.marina.console.act.Request;
import dev.marina.console.act.Subject;
import dev.marina.console.kube.Permission;
import dev.marina.console.shell.Guarded;

/// One replica more or fewer than the object wants now, or any number, through `scale`, whose right is asked for under the verb that is used.
final class ScaleAction implements RowAction {

    private static final int MOST = 10_000;

    @Override
    public boolean fits(Kind kind, Subject subject) {
        // A custom type may keep its number elsewhere, under a path that only its definition names.
        return kind.subresources().contains("scale") && !(Section.custom(kind.ref().group()) && subject.object().at("/spec/replicas").isMissingNode());
    }

    @Override
    public Component control(ShownSubject shown, Target target) {
        Div steps = new Div(step("−", "workloads.fewer", shown, target, -1),
                DeedAction.button("action.scale", permission(shown.now()), target, button -> any(button, shown.now(), target)),
                step("+", "workloads.more", shown, target, 1));
        steps.addClassName("steps");
        return steps;
    }

    private static int replicas(Subject subject) {
        return subject.object().at("/spec/replicas").asInt(1);
    }

    private static Permission permission(Subject subject) {
        return new Permission("patch", subject.group(), subject.plural(), "scale", subject.namespace());
    }

    private static void any(Button button, Subject subject, Target target) {
        int present = replicas(subject);
        ActionDialog dialog = new ActionDialog(button.getTranslation("action.scale") + " " + subject.name(),
                button.getTranslation("action.scale.text", present));
        IntegerField wanted = new IntegerField(button.getTranslation("action.scale.replicas"));
        wanted.setMin(0);
        wanted.setMax(MOST);
        wanted.setStepButtonsVisible(true);
        wanted.setValue(present);
        wanted.addValueChangeListener(event -> {
            boolean good = event.getValue() != null && event.getValue() >= 0 && event.getValue() <= MOST;
            dialog.ready(good);
            dialog.kubectl(subject.kubectl("scale", "--replicas=" + (good ? event.getValue() : present)));
        });
        dialog.with(wanted).kubectl(subject.kubectl("scale", "--replicas=" + present))
                .confirm(button.getTranslation("action.scale"), () -> target.change(request(subject, wanted.getValue()))).open();
    }

    /// Waits, once it is pressed, until the object has changed or the change is refused: a second press would count from the same number.
    private static Guarded step(String sign, String key, ShownSubject shown, Target target, int more) {
        Button button = new Button(sign);
        button.setAriaLabel(button.getTranslation(key, target.name()));
        button.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
        button.setEnabled(false);
        button.setDisableOnClick(true);
        Guarded guarded = new Guarded(button);
        Target told = target.alsoFailing(_ -> guarded.possible(replicas(shown.now()) + more >= 0));
        button.addClickListener(_ -> {
            guarded.possible(false);
            told.change(request(shown.now(), replicas(shown.now()) + more));
        });
        shown.follow(subject -> {
            int wanted = replicas(subject) + more;
            guarded.possible(wanted >= 0);
            button.getElement().setAttribute("title", subject.kubectl("scale", "--replicas=" + Math.max(0, wanted)));
        });
        target.guard(guarded, permission(shown.now()));
        return guarded;
    }

    private static Request request(Subject subject, int wanted) {
        return new Request("PATCH", subject.path() + "/scale?fieldManager=marina-console", "application/merge-patch+json",
                "{\"spec\":{\"replicas\":%d}}".formatted(wanted));
    }
}
