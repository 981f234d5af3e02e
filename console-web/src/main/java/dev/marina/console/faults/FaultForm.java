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

/// What is to be broken, of which node, for how long, and what is expected: nothing is broken before that is said.
final class FaultForm extends Div {

    static final String FAULTS = "/apis/marina.dev/v1/faults";
    /// In the order in which one who learns would try them; `FaultCase` has the same.
    static final List<String> CASES = List.of("NodeStopped", "AgentPaused", "NodePartitioned", "RuntimeStalled", "NetworkDaemonStopped", "DiskFilled",
            "CertificateExpired", "AgentSlowed", "ClockSkewed");
    static final List<String> SIGNS = List.of("ReadyUnknown", "ReadyFalse", "DiskPressure", "NoSign");
    private static final int USUAL_SECONDS = 300;
    private static final int LEAST_SECONDS = 10;
    private static final int MOST_SECONDS = 3_600;

    private final Select<String> what = new Select<>();
    private final Select<String> node = new Select<>();
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
        Div fields = new Div(what, node, seconds);
        fields.addClassName("add-member");
        add(fields, told, expected, guarded);
        changed();
    }

    Guarded guarded() {
        return guarded;
    }

    /// What somebody has chosen stays chosen.
    void nodes(List<String> names) {
        String chosen = node.getValue();
        node.setItems(names);
        if (names.contains(chosen)) {
            node.setValue(chosen);
        }
        changed();
    }

    private void changed() {
        told.setText(what.getValue() == null ? "" : getTranslation("break.case." + what.getValue() + ".told"));
        guarded.possible(fault().isPresent());
        fault().ifPresentOrElse(fault -> button.getElement().setAttribute("title", kubectl(fault)), () -> button.getElement().removeAttribute("title"));
    }

    /// Empty as long as something is missing.
    Optional<ObjectNode> fault() {
        boolean time = seconds.getValue() != null && seconds.getValue() >= LEAST_SECONDS && seconds.getValue() <= MOST_SECONDS;
        if (!time || Stream.of(what.getValue(), node.getValue(), expected.getValue()).anyMatch(Objects::isNull)) {
            return Optional.empty();
        }
        ObjectNode fault = JsonNodeFactory.instance.objectNode().put("apiVersion", "marina.dev/v1").put("kind", "Fault");
        fault.putObject("metadata").put("generateName", what.getValue().toLowerCase(Locale.ROOT) + "-");
        ObjectNode spec = fault.putObject("spec").put("type", what.getValue());
        spec.putArray("nodes").add(node.getValue());
        spec.put("seconds", seconds.getValue()).put("prediction", expected.getValue());
        return Optional.of(fault);
    }

    private static String kubectl(ObjectNode fault) {
        return "kubectl create -f - <<< '---\n" + fault + "'";
    }
}
