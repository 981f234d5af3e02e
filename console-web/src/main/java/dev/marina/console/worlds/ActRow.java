package dev.marina.console.worlds;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.plan.Manifests;
import java.util.Optional;
import java.util.function.Consumer;

/// The fields of one later act. What was written for one kind of act stays while another is looked at.
final class ActRow extends Div {

    private final IntegerField seconds = new IntegerField(getTranslation("worlds.act.seconds"));
    private final Select<String> kind = new Select<>();
    private final TextArea manifests = new TextArea(getTranslation("worlds.act.what"));
    private final TextField apiVersion = new TextField(getTranslation("worlds.act.version"));
    private final TextField ofKind = new TextField(getTranslation("worlds.act.of-kind"));
    private final TextField namespace = new TextField(getTranslation("worlds.act.namespace"));
    private final TextField name = new TextField(getTranslation("worlds.act.name"));
    private final TextField node = new TextField(getTranslation("worlds.act.node"));
    private final Button remove = new Button(getTranslation("worlds.act.remove"));

    /// @param most the last second at which anything can be done
    ActRow(int most, Consumer<ActRow> removing) {
        addClassName("act-row");
        getElement().setAttribute("role", "group");
        seconds.setMin(1);
        seconds.setMax(most);
        kind.setLabel(getTranslation("worlds.act.kind"));
        kind.setItems(LaterAct.KINDS);
        kind.setItemLabelGenerator(each -> getTranslation("worlds.act.kind." + each));
        kind.addValueChangeListener(event -> fields(event.getValue()));
        manifests.setWidthFull();
        manifests.setMinHeight("6rem");
        manifests.setMaxHeight("16rem");
        manifests.setMaxLength(Manifests.MOST_CHARACTERS);
        manifests.addClassName("manifests");
        remove.addThemeVariants(ButtonVariant.LUMO_TERTIARY);
        remove.addClickListener(_ -> removing.accept(this));
        Div first = new Div(seconds, kind, apiVersion, ofKind, namespace, name, node, remove);
        first.addClassName("add-member");
        add(first, manifests);
        show(new LaterAct.Apply(10, ""));
    }

    private void fields(String chosen) {
        manifests.setVisible("manifests".equals(chosen));
        apiVersion.setVisible("delete".equals(chosen));
        ofKind.setVisible("delete".equals(chosen));
        namespace.setVisible("delete".equals(chosen));
        name.setVisible("delete".equals(chosen));
        node.setVisible("drain".equals(chosen));
    }

    /// @param number from 1, as people count
    void number(int number) {
        String act = getTranslation("worlds.act", number);
        getElement().setAttribute("aria-label", act);
        remove.setAriaLabel("%s: %s".formatted(getTranslation("worlds.act.remove"), act));
    }

    void show(LaterAct act) {
        seconds.setValue(act.seconds());
        switch (act) {
            case LaterAct.Apply(_, String text) -> {
                manifests.setValue(text);
                kind.setValue("manifests");
            }
            case LaterAct.Delete(_, String version, String of, String within, String called) -> {
                apiVersion.setValue(version);
                ofKind.setValue(of);
                namespace.setValue(within);
                name.setValue(called);
                kind.setValue("delete");
            }
            case LaterAct.Drain(_, String drained) -> {
                node.setValue(drained);
                kind.setValue("drain");
            }
        }
        fields(kind.getValue());
    }

    /// Empty where there is no second that can be.
    Optional<LaterAct> act() {
        Integer at = seconds.getValue();
        if (at == null || at < 1 || at > seconds.getMax()) {
            return Optional.empty();
        }
        return Optional.of(switch (kind.getValue()) {
            case "delete" -> new LaterAct.Delete(at, apiVersion.getValue(), ofKind.getValue(), namespace.getValue(), name.getValue());
            case "drain" -> new LaterAct.Drain(at, node.getValue());
            default -> new LaterAct.Apply(at, manifests.getValue());
        });
    }

    void focus() {
        seconds.focus();
    }
}
