package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.marina.console.act.Subject;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.applications.Environment;
import dev.marina.console.feed.Row;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.KubectlLine;
import java.util.function.Supplier;

/// An application's environment as lines. What is being written is not overwritten by what comes from the cluster meanwhile.
final class EnvironmentTab implements DetailTab {

    private static final KindRef APPLICATIONS = new KindRef(ApplicationRequests.GROUP, "v1", ApplicationRequests.PLURAL);
    private static final int MOST_CHARACTERS = 70_000;

    private final Div content = new Div();
    private final TextArea lines = new TextArea(content.getTranslation("application.env"));
    private final Button apply = new Button(content.getTranslation("edit.apply"), _ -> apply());
    private final Guarded guarded = new Guarded(apply);
    private final KubectlLine same = new KubectlLine();
    private final Span said = new Span();
    private final Supplier<WhyTab.Page> page;
    private Target target;
    private JsonNode object = JsonNodeFactory.instance.objectNode();
    private String stored = "";

    EnvironmentTab(Supplier<WhyTab.Page> page) {
        this.page = page;
        lines.setWidthFull();
        lines.setMinHeight("10rem");
        lines.setMaxLength(MOST_CHARACTERS);
        lines.setValueChangeMode(ValueChangeMode.LAZY);
        lines.addValueChangeListener(event -> check(event.isFromClient()));
        apply.addThemeVariants(ButtonVariant.LUMO_PRIMARY, ButtonVariant.LUMO_SMALL);
        apply.setEnabled(false);
        said.addClassName("refusal");
        said.getElement().setAttribute("role", "status");
        content.add(new Paragraph(content.getTranslation("application.env.text")), lines, same, guarded, said);
    }

    @Override
    public String titleKey() {
        return "tab.environment";
    }

    @Override
    public Component content() {
        return content;
    }

    @Override
    public void begin(Row row, Follow follow) {
        target = new Target(page.get().ui(), page.get().api(), APPLICATIONS, row.namespace(), row.name(), said::setText);
        stored = "";
        lines.setValue("");
        target.guard(guarded, ApplicationRequests.permission("patch", row.namespace()));
    }

    @Override
    public void show(JsonNode now, Row row) {
        object = now;
        JsonNode env = now.at("/spec/env");
        // A value of several lines cannot stand in one.
        boolean several = env.valueStream().anyMatch(variable -> variable.path("value").asText().contains("\n"));
        boolean sourced = now.at("/spec/source").isObject();
        lines.setReadOnly(several || sourced);
        String written = Environment.lines(env);
        boolean untouched = lines.getValue().equals(stored);
        stored = written;
        if (untouched) {
            lines.setValue(written);
        }
        said.setText(sourced ? content.getTranslation("application.env.source") : several ? content.getTranslation("application.env.several") : "");
        check(false);
    }

    private void check(boolean written) {
        try {
            ArrayNode env = Environment.of(lines.getValue());
            lines.setInvalid(false);
            same.show(target == null ? "" : ApplicationRequests.kubectl(subject(), spec(env)));
        } catch (IllegalArgumentException e) {
            lines.setErrorMessage(content.getTranslation("application.env.form", e.getMessage()));
            lines.setInvalid(true);
        }
        if (written) {
            said.setText("");
        }
    }

    private Subject subject() {
        return target.subject(object);
    }

    private static ObjectNode spec(ArrayNode env) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        return env.isEmpty() ? spec.putNull("env") : spec.set("env", env);
    }

    private void apply() {
        if (!lines.isInvalid() && !lines.isReadOnly()) {
            target.change(ApplicationRequests.change(subject(), spec(Environment.of(lines.getValue()))),
                    _ -> said.setText(content.getTranslation("application.env.done")));
        }
    }
}
