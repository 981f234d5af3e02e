package dev.marina.console.kind;

import com.vaadin.flow.component.Component;
import dev.marina.console.act.Subject;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.kube.Permission;
import java.time.Instant;

/// An application's pods anew, one after the other: they read their Secrets again.
final class RestartAction implements RowAction {

    @Override
    public boolean fits(Kind kind, Subject subject) {
        return ApplicationRequests.imaged(subject) && subject.object().at("/spec/schedule").isMissingNode();
    }

    @Override
    public Component control(ShownSubject shown, Target target) {
        return DeedAction.button("action.restart", new Permission("patch", "apps", "deployments", "", target.namespace()), target,
                button -> {
                    Subject subject = shown.now();
                    new ActionDialog(button.getTranslation("action.restart") + " " + subject.name(), button.getTranslation("action.restart.text"))
                            .kubectl("kubectl rollout restart deployments/%s -n %s".formatted(subject.name(), subject.namespace()))
                            .confirm(button.getTranslation("action.restart"),
                                    () -> target.change(ApplicationRequests.restart(subject, Instant.now().toString())))
                            .open();
                });
    }
}
