package dev.marina.model.restart;

/// What follows the end of a container.
public enum AfterExit {
    /// It is not started again.
    STAYS,
    /// It is started again.
    RESTARTS,
    /// All containers of its pod begin anew.
    RESTARTS_ALL
}
