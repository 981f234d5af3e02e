package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.kube.Permission;
import dev.marina.console.shell.Guarded;

/// One replica more or fewer than the object wants now, through `scale`, whose right is asked for under the verb that is used.
final class ScaleAction implements RowAction {

    @Override
    public boolean fits(Kind kind) {
        return kind.subresources().contains("scale");
    }

    @Override
    public Component control(JsonNode object, ObjectView.Target target) {
        JsonNode wanted = object.path("spec").path("replicas");
        if (wanted.isMissingNode() && Section.custom(target.kind().group())) {
            // A custom type may keep its number elsewhere, under a path that only its definition names.
            return new Div();
        }
        int replicas = wanted.asInt(1);
        Span number = new Span(Integer.toString(replicas));
        number.addClassName("count");
        Div steps = new Div(step("−", "workloads.fewer", target, replicas - 1), number, step("+", "workloads.more", target, replicas + 1));
        steps.addClassName("steps");
        return steps;
    }

    private static Guarded step(String sign, String key, ObjectView.Target target, int wanted) {
        Button button = new Button(sign);
        button.setAriaLabel(button.getTranslation(key, target.name()));
        button.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
        button.setEnabled(false);
        button.setDisableOnClick(true);
        button.addClickListener(_ -> target.change("PATCH", target.path() + "/scale", "application/merge-patch+json",
                "{\"spec\":{\"replicas\":%d}}".formatted(wanted)));
        Guarded guarded = new Guarded(button);
        if (wanted >= 0) {
            target.guard(guarded, new Permission("patch", target.kind().group(), target.kind().plural(), "scale", target.namespace()));
        }
        return guarded;
    }
}
