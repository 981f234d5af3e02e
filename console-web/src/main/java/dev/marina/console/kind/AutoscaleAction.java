package dev.marina.console.kind;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.textfield.IntegerField;
import dev.marina.console.act.Subject;
import dev.marina.console.applications.ApplicationRequests;
import java.util.List;

/// How many of an application run, by what they use: between so many and so many, or no more by itself.
final class AutoscaleAction implements RowAction {

    private static final int MOST = 1_000;
    private static final String USUAL_REQUEST = "100m";

    @Override
    public boolean fits(Kind kind, Subject subject) {
        return ApplicationRequests.imaged(subject) && kind.verbs().contains("patch") && subject.object().at("/spec/schedule").isMissingNode();
    }

    @Override
    public Component control(ShownSubject shown, Target target) {
        return DeedAction.button("action.autoscale", ApplicationRequests.permission("patch", target.namespace()), target, button -> {
            Subject subject = shown.now();
            ActionDialog dialog = new ActionDialog(button.getTranslation("action.autoscale") + " " + subject.name(),
                    button.getTranslation("action.autoscale.text"));
            IntegerField min = field(button.getTranslation("action.autoscale.min"), subject.object().at("/spec/autoscaling/min").asInt(1), MOST);
            IntegerField max = field(button.getTranslation("action.autoscale.max"), subject.object().at("/spec/autoscaling/max").asInt(0), MOST);
            IntegerField cpu = field(button.getTranslation("action.autoscale.cpu"), subject.object().at("/spec/autoscaling/cpu").asInt(80), MOST);
            max.setMin(0);
            Runnable check = () -> {
                boolean good = List.of(min, max, cpu).stream().allMatch(each -> each.getValue() != null && each.getValue() >= 0)
                        && min.getValue() >= 1 && cpu.getValue() >= 1 && (max.getValue() == 0 || max.getValue() >= min.getValue());
                dialog.ready(good);
                dialog.kubectl(good ? ApplicationRequests.kubectl(subject, spec(subject, min.getValue(), max.getValue(), cpu.getValue())) : "");
            };
            List.of(min, max, cpu).forEach(each -> each.addValueChangeListener(_ -> check.run()));
            dialog.with(min).with(max).with(cpu).confirm(button.getTranslation("edit.apply"),
                    () -> target.change(ApplicationRequests.change(subject, spec(subject, min.getValue(), max.getValue(), cpu.getValue()))));
            check.run();
            dialog.open();
        });
    }

    private static IntegerField field(String label, int value, int most) {
        IntegerField field = new IntegerField(label);
        field.setMin(1);
        field.setMax(most);
        field.setStepButtonsVisible(true);
        field.setValue(value);
        return field;
    }

    /// @param max 0: as many as `replicas` says
    static ObjectNode spec(Subject subject, int min, int max, int cpu) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        if (max == 0) {
            return spec.putNull("autoscaling");
        }
        spec.putObject("autoscaling").put("min", min).put("max", max).put("cpu", cpu);
        if (subject.object().at("/spec/resources/requests/cpu").isMissingNode() && subject.object().at("/spec/resources/limits/cpu").isMissingNode()) {
            spec.putObject("resources").putObject("requests").put("cpu", USUAL_REQUEST);
        }
        return spec;
    }
}
