package dev.marina.apiserver.managedfields;

/// A field manager: who writes, how, and through which path. One entry of managedFields for each.
///
/// @param apiVersion of an update; "" for an apply, whose entry is the same whatever version it speaks
/// @param subresource "" for the object itself
public record ManagerKey(String name, Operation operation, String apiVersion, String subresource) {

    /// In the order in which entries are sorted.
    public enum Operation {
        APPLY("Apply"), UPDATE("Update");

        private final String wire;

        Operation(String wire) {
            this.wire = wire;
        }

        String wire() {
            return wire;
        }
    }

    static ManagerKey apply(String name, String subresource) {
        return new ManagerKey(name, Operation.APPLY, "", subresource);
    }

    static ManagerKey update(String name, String apiVersion, String subresource) {
        return new ManagerKey(name, Operation.UPDATE, apiVersion, subresource);
    }

    /// As conflicts name it: `"kubectl" with subresource "scale" using apps/v1`.
    @Override
    public String toString() {
        String text = '"' + name + '"';
        if (!subresource.isEmpty()) {
            text += " with subresource \"" + subresource + '"';
        }
        return operation == Operation.UPDATE ? text + " using " + apiVersion : text;
    }
}
