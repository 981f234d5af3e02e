package dev.marina.console.client;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;

/// Numbers over time as lines, and the same as a table.
@Tag("marina-plot")
public final class Plot extends Component {

    /// @param unit `cores` or `bytes`
    public Plot(String title, String unit) {
        getElement().setAttribute("label", title).setAttribute("unit", unit).setAttribute("text-table", getTranslation("plot.table"))
                .setAttribute("text-time", getTranslation("plot.time")).setAttribute("text-none", getTranslation("plot.none"));
    }

    /// @param time milliseconds since 1970
    /// @param values a JSON object: a number for each line by its name
    public void add(long time, String values) {
        getElement().callJsFunction("add", (double) time, values);
    }

    public void clear() {
        getElement().callJsFunction("clear");
    }
}
