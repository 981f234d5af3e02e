package dev.marina.apiserver.cel;

/// An expression has used up what it may cost. Leaves the evaluator, which knows no other way out: it takes exceptions for values
/// of `&&`, `||` and of comprehensions, and would go on.
final class CostExceeded extends Error {

    CostExceeded() {
        super("operation cancelled: actual cost limit exceeded", null, false, false);
    }
}
