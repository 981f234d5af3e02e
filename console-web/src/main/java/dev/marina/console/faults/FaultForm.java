package dev.marina.console.faults;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.IntegerField;
import dev.marina.console.shell.Guarded;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// What is to be broken, of which node or controller, for how long, and what is expected: nothing is broken before that is said.
final class FaultForm extends Div {

    static final String FAULTS = "/apis/marina.dev/v1/faults";
    private static final String OF_CONTROLLERS = "ControllerSlowed";
    /// In the order in which one who learns would try them; `FaultCase` has the same.
    static final List<String> CASES = List.of("NodeStopped", "AgentPaused", "NodePartitioned", "RuntimeStalled", "NetworkDaemonStopped", "DiskFilled",
            "CertificateExpired", "AgentSlowed", "ClockSkewed", "DNSStopped", OF_CONTROLLERS);
    /// What may be seen of any of them: what cannot be is a prediction too.
    static final List<String> SIGNS = List.of("ReadyUnknown", "ReadyFalse", "DiskPressure", "DNSSilent", "WorkWaits", "NoSign");
    private static final int USUAL_SECONDS = 300;
    private static final int LEAST_SECONDS = 10;
    private static final int MOST_SECONDS = 3_600;

    private final Select<String> what = new Select<>();
    private final Select<String> node = new Select<>();
    private final Select<String> controller = new Select<>();
    private final IntegerField seconds = new IntegerField(getTranslation("break.seconds"));
    private final RadioButtonGroup<String> expected = new RadioButtonGroup<>(getTranslation("break.expected"));
    private final Paragraph told = new Paragraph();
    private final Button button = new Button(getTranslation("break.do"));
    private final Guarded guarded = new Guarded(button);

    /// @param make is given the fault
    FaultForm(Consumer<ObjectNode> make) {
        what.setLabel(getTranslation("break.what"));
        what.setItems(CASES);
        what.setItemLabelGenerator(type -> getTranslation("break.case." + type));
        what.addValueChangeListener(_ -> changed());
        node.setLabel(getTranslation("break.node"));
        node.addValueChangeListener(_ -> changed());
        controller.setLabel(getTranslation("break.controller"));
        controller.addValueChangeListener(_ -> changed());
        seconds.setMin(LEAST_SECONDS);
        seconds.setMax(MOST_SECONDS);
        seconds.setValue(USUAL_SECONDS);
        seconds.addValueChangeListener(_ -> changed());
        expected.setItems(SIGNS);
        expected.setItemLabelGenerator(sign -> getTranslation("break.sign." + sign));
        expected.addValueChangeListener(_ -> changed());
        button.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        button.setEnabled(false);
        button.addClickListener(_ -> fault().ifPresent(fault -> {
            expected.clear();
            make.accept(fault);
        }));
        Div fields = new Div(what, node, controller, seconds);
        fields.addClassName("add-member");
        add(fields, told, expected, guarded);
        changed();
    }

    Guarded guarded() {
        return guarded;
    }

    void nodes(List<String> names) {
        choices(node, names);
    }

    void controllers(List<String> names) {
        choices(controller, names);
    }

    /// What somebody has chosen stays chosen.
    private void choices(Select<String> select, List<String> names) {
        String chosen = select.getValue();
        select.setItems(names);
        if (names.contains(chosen)) {
            select.setValue(chosen);
        }
        changed();
    }

    private boolean ofControllers() {
        return OF_CONTROLLERS.equals(what.getValue());
    }

    private Select<String> whose() {
        return ofControllers() ? controller : node;
    }

    private void changed() {
        node.setVisible(!ofControllers());
        controller.setVisible(ofControllers());
        told.setText(what.getValue() == null ? "" : getTranslation("break.case." + what.getValue() + ".told"));
        guarded.possible(fault().isPresent());
        fault().ifPresentOrElse(fault -> button.getElement().setAttribute("title", kubectl(fault)), () -> button.getElement().removeAttribute("title"));
    }

    /// Empty as long as something is missing.
    Optional<ObjectNode> fault() {
        boolean time = seconds.getValue() != null && seconds.getValue() >= LEAST_SECONDS && seconds.getValue() <= MOST_SECONDS;
        if (!time || Stream.of(what.getValue(), whose().getValue(), expected.getValue()).anyMatch(Objects::isNull)) {
            return Optional.empty();
        }
        ObjectNode fault = JsonNodeFactory.instance.objectNode().put("apiVersion", "marina.dev/v1").put("kind", "Fault");
        fault.putObject("metadata").put("generateName", what.getValue().toLowerCase(Locale.ROOT) + "-");
        ObjectNode spec = fault.putObject("spec").put("type", what.getValue());
        spec.putArray(ofControllers() ? "controllers" : "nodes").add(whose().getValue());
        spec.put("seconds", seconds.getValue()).put("prediction", expected.getValue());
        return Optional.of(fault);
    }

    private static String kubectl(ObjectNode fault) {
        return "kubectl create -f - <<< '---\n" + fault + "'";
    }
}
