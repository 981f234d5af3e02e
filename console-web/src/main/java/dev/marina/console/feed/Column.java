package dev.marina.console.feed;

/// A column as the API names it (meta.k8s.io/v1 TableColumnDefinition).
///
/// @param priority 0 is always shown, higher ones only in a wide view
public record Column(String name, String type, int priority) {

    public boolean number() {
        return type.equals("integer") || type.equals("number");
    }
}
