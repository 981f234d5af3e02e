package dev.marina.console.kind;

import com.vaadin.flow.component.combobox.ComboBox;
import dev.marina.console.feed.Row;
import dev.marina.console.feed.Rows;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Which namespace is looked at. Who may not list namespaces types a name.
public final class NamespacePicker extends ComboBox<String> {

    private String chosen = "";

    public NamespacePicker(Consumer<String> picked) {
        setPlaceholder(getTranslation("scope.all"));
        setAriaLabel(getTranslation("column.namespace"));
        setClearButtonVisible(true);
        setAllowCustomValue(true);
        addCustomValueSetListener(event -> picked.accept(event.getDetail().trim()));
        addValueChangeListener(event -> {
            String now = event.getValue() == null ? "" : event.getValue();
            if (event.isFromClient() && !now.equals(chosen)) {
                picked.accept(now);
            }
        });
    }

    public void show(String namespace) {
        chosen = namespace;
        offer(List.of());
    }

    public void show(Rows namespaces) {
        offer(namespaces.rows().stream().map(Row::name).sorted().toList());
    }

    private void offer(List<String> names) {
        List<String> all = Stream.concat(names.stream(), Stream.of(chosen)).filter(name -> !name.isEmpty()).distinct().toList();
        setItems(all);
        setValue(chosen.isEmpty() ? null : chosen);
    }
}
