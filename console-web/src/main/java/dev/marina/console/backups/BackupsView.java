package dev.marina.console.backups;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.Route;
import dev.marina.console.Console;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.OwnersPage;
import dev.marina.console.kind.ClusterLayout;
import dev.marina.console.login.Person;
import dev.marina.console.rest.Backups;
import dev.marina.console.rest.Backups.Backup;
import dev.marina.console.rest.Backups.Restore;
import dev.marina.console.rest.Backups.Schedule;
import dev.marina.console.rest.OfCluster;
import dev.marina.console.rest.Tenancy;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.ConfirmDialog;
import dev.marina.console.shell.Facts;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.Lines;
import java.util.List;
import java.util.Optional;

/// A cluster's backups as they are right now: made, checked, scheduled, restored and deleted.
@Route(value = ClusterRef.ROUTE + "/backups", layout = ClusterLayout.class)
public class BackupsView extends OwnersPage<BackupsSeen> {

    private final Guarded make;
    private final Paragraph none = new Paragraph(getTranslation("backups.none"));
    private final ScheduleCard schedule = new ScheduleCard(new Changes());
    private final Div restoresCard;
    private final Lines<Backup, BackupLine> backups;
    private final Lines<Restore, RestoreLine> restores;

    public BackupsView() {
        super(new BackupsSeen(List.of(), Optional.empty(), List.of()));
        Checkbox volumes = new Checkbox(getTranslation("backups.with-volumes"), true);
        Button now = new Button(getTranslation("backups.make"), _ -> {
            boolean wanted = volumes.getValue();
            attempt((api, person) -> api.backUp(person, of(), wanted));
        });
        now.addThemeVariants(ButtonVariant.LUMO_PRIMARY, ButtonVariant.LUMO_SMALL);
        make = new Guarded(now);
        Facts table = table("nav.backups", "column.name", "backups.state", "backups.taken", "backups.content", "backups.checked", "column.actions");
        backups = new Lines<>(table, Backup::name, each -> new BackupLine(of(), each, this::right, this::restore, this::delete), BackupLine::show);
        Facts written = table("backups.restores", "backups.of", "backups.state", "backups.time", "backups.result");
        restores = new Lines<>(written, Restore::name, RestoreLine::new, RestoreLine::show);
        Div head = new Div(new H3(getTranslation("nav.backups")), volumes, make);
        head.addClassName("live-title");
        Div card = new Div(head, new Paragraph(getTranslation("backups.text")), notice, refusal, none, table);
        card.addClassName("live");
        restoresCard = new Div(new H3(getTranslation("backups.restores")), written);
        restoresCard.addClassName("live");
        add(card, schedule, restoresCard);
    }

    private Facts table(String label, String... titles) {
        return new Facts(getTranslation(label), List.of(titles).stream().map(this::getTranslation).toList());
    }

    @Override
    protected BackupsSeen look(Tenancy tenancy, Person person, OfCluster of) {
        return BackupsSeen.through(tenancy.backups(), person, of);
    }

    @Override
    protected void clear() {
        none.setVisible(false);
    }

    @Override
    protected void show(BackupsSeen seen) {
        right(make);
        none.setVisible(seen.backups().isEmpty());
        backups.show(seen.backups());
        schedule.show(seen.schedule(), this::right);
        restores.show(seen.restores());
        restoresCard.setVisible(!seen.restores().isEmpty());
    }

    private void restore(Backup backup) {
        new RestoreDialog(ui(), Console.current().tenancy(), person(), of(), backup, again()).open();
    }

    private void delete(Backup backup) {
        Backups api = Console.current().tenancy().backups();
        Person person = person();
        OfCluster asked = of();
        new ConfirmDialog(getTranslation("backups.delete.title", backup.name()), getTranslation("backups.delete.text"), backup.name(), getTranslation("delete"),
                () -> api.delete(person, asked, backup.name()), again()).open();
    }

    /// One change that a person asked for.
    @FunctionalInterface
    private interface Change {
        void make(Backups api, Person person);
    }

    private void attempt(Change change) {
        refusal.setVisible(false);
        Backups api = Console.current().tenancy().backups();
        Person person = person();
        Attempt.of(ui(), () -> {
            change.make(api, person);
            return api;
        }, _ -> again().run(), refused -> failed(BackupWords.refusal(this, refused)), this::failed);
    }

    @Override
    protected String titleKey() {
        return "nav.backups";
    }

    /// What is wished of the schedule.
    private final class Changes implements ScheduleCard.Wishes {

        @Override
        public void edit(Optional<Schedule> seen) {
            Backups api = Console.current().tenancy().backups();
            Person person = person();
            OfCluster asked = of();
            new ScheduleDialog(seen, wanted -> api.schedule(person, asked, wanted, seen), again()).open();
        }

        @Override
        public void pause(Schedule seen, boolean paused) {
            attempt((api, person) -> api.schedule(person, of(), seen.wanted().suspended(paused), Optional.of(seen)));
        }

        @Override
        public void delete(Schedule seen) {
            Backups api = Console.current().tenancy().backups();
            Person person = person();
            OfCluster asked = of();
            new ConfirmDialog(getTranslation("backups.schedule.delete"), getTranslation("backups.schedule.delete.text"), asked.cluster(),
                    getTranslation("delete"), () -> api.deleteSchedule(person, asked), again()).open();
        }
    }
}
