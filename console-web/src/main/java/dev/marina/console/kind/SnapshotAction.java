package dev.marina.console.kind;

import com.vaadin.flow.component.Component;
import dev.marina.console.act.ClaimSnapshot;
import dev.marina.console.act.Subject;
import dev.marina.console.kube.Permission;
import java.time.Instant;

/// Keeps what is in a claim's volume now.
final class SnapshotAction implements RowAction {

    @Override
    public boolean fits(Kind kind, Subject subject) {
        return subject.group().isEmpty() && subject.plural().equals("persistentvolumeclaims") && subject.object().at("/status/phase").asText().equals("Bound");
    }

    @Override
    public Component control(ShownSubject shown, Target target) {
        return DeedAction.button("action.snapshot", new Permission("create", ClaimSnapshot.GROUP, ClaimSnapshot.PLURAL, "", target.namespace()), target,
                button -> {
                    ClaimSnapshot snapshot = ClaimSnapshot.of(shown.now(), Long.toString(Instant.now().getEpochSecond(), 36));
                    new ActionDialog(button.getTranslation("action.snapshot") + " " + target.name(),
                            button.getTranslation("action.snapshot.text", snapshot.name()))
                            .kubectl(snapshot.kubectl()).confirm(button.getTranslation("action.snapshot"), () -> target.change(snapshot.request())).open();
                });
    }
}
