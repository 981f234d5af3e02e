package dev.marina.console.backups;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.kube.Tone;
import dev.marina.console.rest.Backups.Schedule;
import dev.marina.console.rest.Backups.WantedSchedule;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.Pill;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// When the cluster is backed up by itself, and how that goes.
final class ScheduleCard extends Div {

    private final Div state = new Div();
    private final Paragraph text = new Paragraph();
    private final Paragraph times = new Paragraph();
    private final Button edit = new Button();
    private final Button pause = new Button();
    private final Button delete = new Button(getTranslation("delete"));
    private final List<Guarded> guarded = List.of(new Guarded(edit), new Guarded(pause), new Guarded(delete));
    private Optional<Schedule> shown = Optional.empty();

    /// What a person wants of the schedule that is shown.
    interface Wishes {
        void edit(Optional<Schedule> seen);

        void pause(Schedule seen, boolean paused);

        void delete(Schedule seen);
    }

    ScheduleCard(Wishes wishes) {
        addClassName("live");
        edit.addClickListener(_ -> wishes.edit(shown));
        pause.addClickListener(_ -> shown.ifPresent(seen -> wishes.pause(seen, !seen.wanted().suspended())));
        delete.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_ERROR);
        delete.setAriaLabel(getTranslation("backups.schedule.delete"));
        delete.addClickListener(_ -> shown.ifPresent(wishes::delete));
        Div head = new Div(new H3(getTranslation("backups.schedule")), state);
        head.addClassName("live-title");
        Div actions = new Div();
        guarded.forEach(actions::add);
        actions.addClassName("title-actions");
        add(head, text, times, actions);
        show(Optional.empty(), _ -> {});
    }

    /// @param right decides who may press what changes something
    void show(Optional<Schedule> now, Consumer<Guarded> right) {
        guarded.forEach(right);
        guarded.get(1).setVisible(now.isPresent());
        guarded.get(2).setVisible(now.isPresent());
        shown = now;
        edit.setText(getTranslation(now.isPresent() ? "backups.schedule.edit" : "backups.schedule.create"));
        state.removeAll();
        if (now.isEmpty()) {
            text.setText(getTranslation("backups.schedule.none"));
            times.setText("");
            return;
        }
        Schedule schedule = now.get();
        WantedSchedule wanted = schedule.wanted();
        pause.setText(getTranslation(wanted.suspended() ? "backups.schedule.resume" : "backups.schedule.pause"));
        state.add(new Pill(getTranslation(wanted.suspended() ? "backups.schedule.paused" : "backups.schedule.on"), wanted.suspended() ? Tone.BUSY : Tone.GOOD));
        text.setText(wanted.keepDays() == null
                ? getTranslation("backups.schedule.text", wanted.schedule(), wanted.timeZone(), wanted.keep())
                : getTranslation("backups.schedule.text.days", wanted.schedule(), wanted.timeZone(), wanted.keep(), wanted.keepDays()));
        times.removeAll();
        times.add(new Span(getTranslation("backups.schedule.times", BackupWords.time(schedule.last()),
                wanted.suspended() ? "–" : BackupWords.time(schedule.next()))));
        if (!schedule.message().isEmpty()) {
            Span said = new Span(schedule.message());
            said.addClassName("said");
            times.add(said);
        }
    }
}
