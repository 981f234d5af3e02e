package dev.marina.console.backups;

import com.vaadin.flow.component.HasValidation;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.rest.Backups.Schedule;
import dev.marina.console.rest.Backups.WantedSchedule;
import dev.marina.console.rest.Refused;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Refusal;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Asks when the cluster is to be backed up, and how many of those backups stay. What is wrong stands at its field.
final class ScheduleDialog extends Dialog {

    private static final WantedSchedule USUAL = new WantedSchedule("30 3 * * *", "UTC", 7, null, false, true);

    private final TextField when = new TextField(getTranslation("backups.schedule.when"));
    private final ComboBox<String> zone = new ComboBox<>(getTranslation("backups.schedule.zone"));
    private final IntegerField keep = new IntegerField(getTranslation("backups.schedule.keep"));
    private final Checkbox volumes = new Checkbox(getTranslation("backups.with-volumes"));
    private final IntegerField days = new IntegerField(getTranslation("backups.schedule.days"));
    private final Map<String, HasValidation> fields = new LinkedHashMap<>(Map.of("schedule", when, "timeZone", zone, "keep", keep, "keepDays", days));
    private final Refusal refusal = new Refusal();
    private final Button save = new Button(getTranslation("backups.schedule.save"));

    /// @param work says it to the REST API; may block
    ScheduleDialog(Optional<Schedule> seen, Consumer<WantedSchedule> work, Runnable done) {
        WantedSchedule before = seen.map(Schedule::wanted).orElse(USUAL);
        setHeaderTitle(getTranslation(seen.isPresent() ? "backups.schedule.edit" : "backups.schedule.create"));
        when.setValue(before.schedule());
        when.setHelperText(getTranslation("backups.schedule.when.help"));
        zone.setItems(ZoneId.getAvailableZoneIds().stream().sorted().toList());
        zone.setValue(before.timeZone().isEmpty() ? USUAL.timeZone() : before.timeZone());
        keep.setValue(before.keep());
        keep.setMin(1);
        keep.setStepButtonsVisible(true);
        days.setValue(before.keepDays());
        volumes.setValue(before.volumes());
        days.setHelperText(getTranslation("backups.schedule.days.help"));
        save.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        save.setDisableOnClick(true);
        save.addClickListener(_ -> {
            refusal.setVisible(false);
            fields.values().forEach(field -> field.setInvalid(false));
            WantedSchedule wanted = new WantedSchedule(when.getValue().strip(), zone.getValue() == null ? USUAL.timeZone() : zone.getValue(),
                    keep.getValue() == null ? USUAL.keep() : keep.getValue(), days.getValue(), before.suspended(),
                    volumes.getValue());
            Attempt.of(UI.getCurrent(), () -> {
                work.accept(wanted);
                return wanted;
            }, _ -> {
                close();
                done.run();
            }, this::refused, this::failed);
        });
        Div form = new Div(when, zone, keep, days, volumes, refusal);
        form.addClassName("form");
        add(form);
        getFooter().add(new Button(getTranslation("cancel"), _ -> close()), save);
    }

    private void refused(Refused refused) {
        Map<String, String> wrong = new LinkedHashMap<>(refused.fields());
        fields.forEach((name, field) -> Optional.ofNullable(wrong.remove(name)).ifPresent(why -> {
            field.setErrorMessage(why);
            field.setInvalid(true);
        }));
        if (refused.fields().isEmpty() || !wrong.isEmpty()) {
            failed(BackupWords.refusal(this, refused));
        }
        save.setEnabled(true);
    }

    private void failed(String reason) {
        refusal.setText(reason);
        refusal.setVisible(true);
        save.setEnabled(true);
    }
}
