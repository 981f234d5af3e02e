package dev.marina.console.shell;

import com.vaadin.flow.component.Component;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// The lines of a table, by name: one that is there already is told what is new, so that nothing is taken from under a pointer or out of the keyboard's focus.
///
/// @param <T> what a line is about
/// @param <L> the line
public final class Lines<T, L extends Component> {

    private final Map<String, L> lines = new LinkedHashMap<>();
    private final Facts table;
    private final Function<T, String> name;
    private final Function<T, L> make;
    private final BiConsumer<L, T> show;

    public Lines(Facts table, Function<T, String> name, Function<T, L> make, BiConsumer<L, T> show) {
        this.table = table;
        this.name = name;
        this.make = make;
        this.show = show;
    }

    /// Shows these, in this order. Those that were there keep their order among themselves.
    public void show(List<T> wanted) {
        List<String> names = wanted.stream().map(name).toList();
        List<String> gone = new ArrayList<>(lines.keySet());
        gone.removeAll(names);
        gone.forEach(each -> table.drop(lines.remove(each)));
        for (int place = 0; place < wanted.size(); place++) {
            T one = wanted.get(place);
            L line = lines.get(names.get(place));
            if (line == null) {
                line = make.apply(one);
                lines.put(names.get(place), line);
                table.put(place, line);
            }
            show.accept(line, one);
        }
    }
}
