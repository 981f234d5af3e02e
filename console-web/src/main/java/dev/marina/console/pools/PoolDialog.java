package dev.marina.console.pools;

import com.vaadin.flow.component.HasValidation;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.marina.console.rest.NodePools.Pool;
import dev.marina.console.rest.NodePools.Wish;
import dev.marina.console.rest.QuotaLine;
import dev.marina.console.rest.Refused;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// Asks what a pool is to be, and says while it is asked whether that has room in the plan. What is wrong stands at its field.
final class PoolDialog extends Dialog {

    private final TextField name = new TextField(getTranslation("create.name"));
    private final Select<NodeSize> size = new Select<>();
    private final Select<String> runtime = new Select<>();
    private final Checkbox scaled = new Checkbox(getTranslation("pools.autoscaling"));
    private final IntegerField nodes = number("create.nodes");
    private final IntegerField least = number("pools.min");
    private final IntegerField most = number("pools.max");
    private final IntegerField idle = number("pools.idle");
    private final IntegerField repair = number("pools.repair");
    private final IntegerField subnet = number("pools.subnet");
    private final TextArea labels = new TextArea(getTranslation("pools.labels"));
    private final TextArea taints = new TextArea(getTranslation("pools.taints"));
    private final Map<String, HasValidation> fields = new LinkedHashMap<>();
    private final Span fit = new Span();
    private final Refusal refusal = new Refusal();
    private final Button save;
    private final Optional<Pool> present;
    private final Supplier<List<QuotaLine>> quota;

    /// @param present empty for a new one
    /// @param quota as it is known now
    /// @param work gets name and wish, and says it to the REST API; may block
    PoolDialog(Optional<Pool> present, Supplier<List<QuotaLine>> quota, BiConsumer<String, Wish> work, Runnable done) {
        this.present = present;
        this.quota = quota;
        Wish before = present.map(Pool::wish).orElseGet(Wish::usual);
        setHeaderTitle(present.map(pool -> getTranslation("pools.edit.title", pool.name())).orElseGet(() -> getTranslation("pools.create")));
        setMaxWidth("40rem");
        fields.putAll(Map.of("name", name, "size", size, "nodes", nodes, "minNodes", least, "maxNodes", most, "idleMinutes", idle, "repairMinutes", repair,
                "labels", labels, "taints", taints));
        fields.put("runtime", runtime);
        fields.put("subnet", subnet);
        name.setHelperText(getTranslation("create.name.help"));
        name.setVisible(present.isEmpty());
        size.setLabel(getTranslation("pools.size"));
        size.setItems(NodeSize.ALL);
        size.setItemLabelGenerator(each -> getTranslation("pools.size.of", each.name(), each.cpu(), each.memory()));
        NodeSize.find(before.size()).ifPresent(size::setValue);
        if (present.isPresent()) {
            size.setHelperText(getTranslation("pools.size.help"));
        }
        runtime.setLabel(getTranslation("pools.runtime"));
        runtime.setItems("docker", "containerd");
        runtime.setValue("docker");
        runtime.setHelperText(getTranslation("pools.runtime.help"));
        // Of a pool that is there it stays.
        runtime.setVisible(present.isEmpty());
        subnet.setValue(before.subnet());
        subnet.setMax(15);
        subnet.setHelperText(getTranslation("pools.subnet.help"));
        subnet.setVisible(present.isEmpty());
        scaled.setValue(before.autoscaling());
        nodes.setValue(before.nodes());
        least.setValue(before.minNodes());
        most.setValue(before.maxNodes());
        idle.setValue(before.idleMinutes());
        repair.setValue(before.repairMinutes());
        repair.setHelperText(getTranslation("pools.repair.help"));
        labels.setValue(PoolText.text(before.labels()));
        labels.setHelperText(getTranslation("pools.labels.help"));
        taints.setValue(String.join("\n", before.taints()));
        taints.setHelperText(getTranslation("pools.taints.help"));
        fit.getElement().setAttribute("role", "status");
        save = new Button(getTranslation(present.isPresent() ? "pools.save" : "create.submit"));
        save.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        save.setDisableOnClick(true);
        save.addClickListener(_ -> submit(work, done));
        List.of(nodes, least, most).forEach(field -> {
            field.setValueChangeMode(ValueChangeMode.EAGER);
            field.addValueChangeListener(_ -> changed());
        });
        size.addValueChangeListener(_ -> changed());
        scaled.addValueChangeListener(_ -> changed());
        Div form = new Div(name, size, runtime, subnet, scaled, nodes, least, most, fit, idle, repair, labels, taints, refusal);
        form.addClassName("form");
        add(form);
        getFooter().add(new Button(getTranslation("cancel"), _ -> close()), save);
        changed();
    }

    private IntegerField number(String key) {
        IntegerField field = new IntegerField(getTranslation(key));
        field.setMin(0);
        field.setStepButtonsVisible(true);
        return field;
    }

    private static int of(IntegerField field) {
        return field.getValue() == null ? 0 : field.getValue();
    }

    private Wish wish() {
        return new Wish(of(nodes), size.getValue() == null ? "" : size.getValue().name(), PoolText.labels(labels.getValue()), PoolText.lines(taints.getValue()),
                scaled.getValue(), of(least), of(most), of(idle), of(repair), runtime.getValue(), of(subnet));
    }

    private void changed() {
        boolean auto = scaled.getValue();
        nodes.setVisible(!auto);
        List.of(least, most, idle).forEach(field -> field.setVisible(auto));
        Wish counted = new Wish(of(nodes), "", Map.of(), List.of(), auto, of(least), of(most), 0, 0, "", 0);
        NodeSize each = Optional.ofNullable(size.getValue()).or(() -> present.map(NodeSize::of)).orElse(NodeSize.ALL.getFirst());
        PoolFit found = PoolFit.of(quota.get(), present, counted, each);
        fit.setClassName(found.fits() ? "fit" : "refusal");
        fit.setText(words(found));
    }

    private String words(PoolFit found) {
        String scarce = getTranslation("quota." + found.scarce());
        if (!found.fits()) {
            return getTranslation("pools.fit.not", found.wanted(), found.room(), scarce);
        }
        if (scaled.getValue() && found.capped()) {
            return getTranslation("pools.fit.capped", found.wanted(), found.room(), found.most(), scarce);
        }
        return getTranslation("pools.fit.yes", found.most(), found.room());
    }

    private void submit(BiConsumer<String, Wish> work, Runnable done) {
        refusal.setVisible(false);
        fields.values().forEach(field -> field.setInvalid(false));
        Optional<String> wrong = PoolText.wrongLabel(labels.getValue());
        if (wrong.isPresent()) {
            mark(labels, getTranslation("pools.labels.wrong", wrong.get()));
            save.setEnabled(true);
            return;
        }
        Wish wanted = wish();
        String called = present.map(Pool::name).orElseGet(() -> name.getValue().strip());
        Attempt.of(UI.getCurrent(), () -> {
            work.accept(called, wanted);
            return called;
        }, _ -> {
            close();
            done.run();
        }, this::refused, this::failed);
    }

    private static void mark(HasValidation field, String why) {
        field.setErrorMessage(why);
        field.setInvalid(true);
    }

    private void refused(Refused refused) {
        StringBuilder elsewhere = new StringBuilder();
        refused.fields().forEach((field, why) -> Optional.ofNullable(fields.get(field.replaceAll("[\\[.].*", "")))
                .ifPresentOrElse(at -> mark(at, why), () -> elsewhere.append(elsewhere.isEmpty() ? "" : "; ").append(why)));
        if (refused.fields().isEmpty() || !elsewhere.isEmpty()) {
            failed(elsewhere.isEmpty() ? refused.getMessage() : "%s (%s)".formatted(refused.getMessage(), elsewhere));
        }
        save.setEnabled(true);
    }

    private void failed(String reason) {
        refusal.setText(reason);
        refusal.setVisible(true);
        save.setEnabled(true);
    }
}
