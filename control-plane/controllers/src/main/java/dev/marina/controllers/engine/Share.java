package dev.marina.controllers.engine;

import io.fabric8.kubernetes.api.model.IntOrString;

/// A number, or a percentage of a whole.
public final class Share {

    private static final int MOST_PERCENT = 100;

    private Share() {}

    /// @param otherwise where nothing is said
    public static int of(IntOrString value, int whole, boolean roundUp, int otherwise) {
        if (value == null) {
            return otherwise;
        }
        if (value.getIntVal() != null) {
            return value.getIntVal();
        }
        try {
            double exact = Double.parseDouble(value.getStrVal().replace("%", "")) * whole / MOST_PERCENT;
            return (int) (roundUp ? Math.ceil(exact) : Math.floor(exact));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
