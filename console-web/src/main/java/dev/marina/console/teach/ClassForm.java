package dev.marina.console.teach;

import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.rest.Classes.Lab;
import dev.marina.console.rest.Classes.Taught;
import dev.marina.console.rest.Classes.Wish;
import dev.marina.console.rest.Classes.Words;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a class is, to be filled in: for one that is made, and for one that is changed. Days are those of UTC.
final class ClassForm extends Div {

    private static final int USUAL_DAYS = 30;
    private static final int USUAL_LEARNERS = 30;
    private static final int USUAL_MINUTES = 10;
    private static final String COURSE = "course:";

    private final TextField name = new TextField(getTranslation("classes.name"));
    private final MultiSelectComboBox<Lab> labs = new MultiSelectComboBox<>(getTranslation("classes.labs"));
    private final DatePicker first = new DatePicker(getTranslation("classes.first"));
    private final DatePicker last = new DatePicker(getTranslation("classes.last"));
    private final IntegerField learners = new IntegerField(getTranslation("classes.most"));
    private final IntegerField minutes = new IntegerField(getTranslation("classes.stuck-minutes"));
    private final Select<String> atEnd = new Select<>();

    ClassForm() {
        addClassName("form");
        labs.setItemLabelGenerator(lab -> lab.course().isEmpty() ? getTranslation("classes.course", lab.title().in(getLocale())) : lab.title().in(getLocale()));
        first.setValue(LocalDate.now(ZoneOffset.UTC));
        last.setValue(LocalDate.now(ZoneOffset.UTC).plusDays(USUAL_DAYS));
        learners.setValue(USUAL_LEARNERS);
        minutes.setValue(USUAL_MINUTES);
        AtEndChoice.fill(atEnd);
        add(name, labs, first, last, learners, minutes, atEnd);
    }

    /// @param installed all labs that there are
    void offer(List<Lab> installed) {
        List<Lab> offered = new ArrayList<>(installed.stream().map(Lab::course).distinct().sorted()
                .map(course -> new Lab(COURSE + course, "", new Words(course, course))).toList());
        offered.addAll(installed);
        labs.setItems(offered);
    }

    /// Begins with what the class is.
    void fill(Taught taught, List<Lab> installed) {
        offer(installed);
        name.setValue(taught.name());
        labs.setValue(open(taught, installed));
        first.setValue(day(taught.starts()));
        last.setValue(lastDay(taught.ends()));
        learners.setValue(taught.mostLearners());
        minutes.setValue(taught.stuckMinutes());
        atEnd.setValue(taught.atEnd());
    }

    private static Set<Lab> open(Taught taught, List<Lab> installed) {
        return new HashSet<>(installed.stream().filter(lab -> taught.labs().contains(lab.id())).toList());
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    /// The one that ends at midnight is over on the day before.
    private static LocalDate lastDay(Instant ends) {
        return day(ends.minusNanos(1));
    }

    private boolean incomplete() {
        return first.getValue() == null || last.getValue() == null || learners.getValue() == null || minutes.getValue() == null;
    }

    private List<String> courses() {
        return labs.getValue().stream().map(Lab::id).filter(id -> id.startsWith(COURSE)).map(id -> id.substring(COURSE.length())).sorted().toList();
    }

    private List<String> single() {
        return labs.getValue().stream().map(Lab::id).filter(id -> !id.startsWith(COURSE)).sorted().toList();
    }

    private Instant until() {
        return last.getValue().plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    private Instant from() {
        return first.getValue().atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /// For a new class, which begins at once where it begins today. Empty where something is missing.
    Optional<Wish> wish() {
        boolean today = !incomplete() && !first.getValue().isAfter(LocalDate.now(ZoneOffset.UTC));
        return incomplete()
                ? Optional.empty()
                : Optional.of(new Wish(name.getValue().strip(), today ? null : from(), until(), single(), courses(), learners.getValue(), minutes.getValue(),
                        atEnd.getValue()));
    }

    /// Only what is to be another than it was: times of day and labs that the installation has no more stay as they are.
    Optional<Wish> change(Taught seen, List<Lab> installed) {
        if (incomplete()) {
            return Optional.empty();
        }
        boolean sameLabs = labs.getValue().equals(open(seen, installed));
        String wanted = name.getValue().strip();
        return Optional.of(new Wish(wanted.equals(seen.name()) ? null : wanted, first.getValue().equals(day(seen.starts())) ? null : from(),
                last.getValue().equals(lastDay(seen.ends())) ? null : until(), sameLabs ? null : single(), sameLabs ? null : courses(),
                learners.getValue() == seen.mostLearners() ? null : learners.getValue(),
                minutes.getValue() == seen.stuckMinutes() ? null : minutes.getValue(), atEnd.getValue().equals(seen.atEnd()) ? null : atEnd.getValue()));
    }
}
