package dev.marina.console.kind;

import com.vaadin.flow.component.Component;
import dev.marina.console.act.ManualRun;
import dev.marina.console.act.Subject;
import dev.marina.console.kube.Permission;
import java.time.Instant;

/// A cron job's job, out of turn.
final class RunNowAction implements RowAction {

    @Override
    public boolean fits(Kind kind, Subject subject) {
        return subject.group().equals("batch") && subject.plural().equals("cronjobs");
    }

    @Override
    public Component control(ShownSubject shown, Target target) {
        return DeedAction.button("action.run-now", new Permission("create", "batch", "jobs", "", target.namespace()), target, button -> {
            Subject subject = shown.now();
            ManualRun run = ManualRun.of(subject, Long.toString(Instant.now().getEpochSecond() % 1_000_000, 36));
            new ActionDialog(button.getTranslation("action.run-now") + " " + subject.name(), button.getTranslation("action.run-now.text", run.name()))
                    .kubectl(run.kubectl()).confirm(button.getTranslation("action.run-now"), () -> target.change(run.request())).open();
        });
    }
}
